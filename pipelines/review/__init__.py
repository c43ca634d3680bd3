"""
The desk: what goes on by itself, what waits for a person, and what the person's word changes.

This room exists so that one place answers for the sentence "nobody needs to look at this paper". ``open_case`` says it
only when nothing at all speaks against it; everything else waits with reasons in plain words. ``decide`` turns a person's
word into records in which the machine's value and the person's stand side by side. Pure functions: nothing is read or
written here.
"""

from pipelines.review.ruling import Action, Case, Refused, Ruling, decide
from pipelines.review.shown import shown
from pipelines.review.triage import open_case, reopen_case

__all__ = ["Action", "Case", "Refused", "Ruling", "decide", "open_case", "reopen_case", "shown"]
