"""
The pages: what managers read, and the desks where people work.

Each part is a module of ``web.pages`` with templates, texts and scripts of its own; the pages decide nothing, they ask the flow.
Nothing is loaded from elsewhere.
"""

from web.app import create_app

__all__ = ["create_app"]
