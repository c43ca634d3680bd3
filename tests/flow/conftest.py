"""The certification world of the signing tests, for the flow's."""

from tests.sign.conftest import running_world, token, world

__all__ = ["running_world", "token", "world"]
