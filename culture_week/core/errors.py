"""What may go wrong by the rules, as exceptions that carry a stable reason and a sentence for people."""

from typing import ClassVar


class Refusal(Exception):
    """A rule said no. `reason` is stable and for programs, `text()` is for people in their language.

    Subclasses stand beside the rule that raises them; their names are past facts (`SoldOut`).
    """

    reason: ClassVar[str]
    status: ClassVar[int] = 409

    def text(self) -> str:
        """What went wrong and how to mend it, in the reader's language."""
        raise NotImplementedError


class NotFound(Exception):
    """There is no such thing, or it is not this caller's to see; the two look alike from outside."""
