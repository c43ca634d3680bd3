"""All that speaks for and against one value: what ``confidence`` weighs and ``explain`` shows."""

from __future__ import annotations

from dataclasses import dataclass

_IN_ORDER = 0.6
"""Certainty of a form in which nothing was mended, doubted or left out."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against a value."""

    weakest: float
    """Lowest word confidence, 0 to 1, as the recogniser gives it."""
    mean: float
    certainty: float
    """The normaliser's, 0 to 1."""
    fit: float
    """How well the value stands where such a value stands, 0 to 1."""
    page: float
    """Mean word confidence of the page."""
    handwriting: float = 0.0
    """``by_hand`` of the value's words, 0 to 1."""
    critical: bool = False
    second: int = 0
    """The second look: 1 said the same; -1 another possible value; 0: none was taken, or it made no value."""
    agreement: int = 0
    """1: another place of the paper says the same; -1: contradicts; 0: there is none."""
    rival: float = 0.0
    """Merit of another value found for the same field, 0 to 1."""
    kind: str = ""
    """Kind of value, as in the type's YAML."""
    digits: float = 1.0
    """Lowest confidence of the words with digits; 1 where there is none."""
    error: float = 0.0
    """Share of wrong characters that the page's quality lets expect."""
    sealed: float = 0.0
    """Share of the value's words that lie under a seal."""
    type_sure: float = 1.0
    """Confidence of the document's type."""
    other: int = 0
    """As ``second``, of the reader of another make."""
    third: int = 0
    """As ``second``, of a third reader, asked where the others are not at one."""
    votes: int = 0
    """How many further readings say the word of the value that the fewest of them say."""
    overruled: bool = False
    """Two further readings agreed against the first, and theirs was taken."""
    against: float = 0.0
    """How sure a reading that makes another value is of the word in which it differs, 0 to 1."""
    supported: bool = False
    """Another field goes with it as it should: the signer's position with the body, the number's year with the date."""
    unlisted: bool = False
    """It names a unit that the lists of its day do not know: misread, or merged away before them."""
    usual: bool = False
    """A name made of words that names usually are made of."""
    unsteady: bool = False
    """A reader said another thing before it agreed."""

    @property
    def confirmed(self) -> bool:
        """Whether something besides the first reading says every word of it."""
        return self.agreement > 0 or self._sided

    @property
    def borne_out(self) -> bool:
        """Whether two further readings made this value on their own: then a first reading hardly read is no objection."""
        return sum(verdict > 0 for verdict in (self.second, self.other, self.third)) >= 2

    @property
    def unanimous(self) -> bool:
        """Whether all three readings made this value at once, its form is in order, and nothing speaks for another."""
        alike = self.second > 0 and self.other > 0 and not self.unsteady and not self.overruled
        return alike and self.certainty >= _IN_ORDER and not self.unlisted and self.rival < 0.3

    @property
    def contradicted(self) -> bool:
        """Whether another reading makes another value, and none takes this one's side; or another field cannot go with it."""
        return self.agreement < 0 or (min(self.second, self.other, self.third) < 0 and not self._sided)

    @property
    def _sided(self) -> bool:
        return max(self.second, self.other, self.third, self.votes) > 0
