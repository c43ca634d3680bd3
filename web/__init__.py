"""
Pages for managers: how far the digitization is, what waits where, and what is wrong. Read-only.

They show numbers that ``pipelines.flow.numbers`` defines and work out none of their own. Nothing is loaded from elsewhere, no
script runs, and no personal data is shown: who may see a paper's fields is not for an open page to decide.
"""

from web.app import create_app

__all__ = ["create_app"]
