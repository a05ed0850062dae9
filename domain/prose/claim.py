"""A figure of a text beside what is true of it: it agrees, disagrees, or nothing is known."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum

from domain.catalogue import Indicator
from domain.prose.mention import Mention
from domain.prose.moment import When
from domain.prose.naming import Reading
from domain.prose.place import Place
from domain.prose.qualifier import Qualifier, qualifier_of, rounded
from domain.prose.sentence import Sentence
from domain.prose.stretch import Stretch
from domain.vietnamese import heading_key


class Verdict(StrEnum):
    AGREES = "agrees"
    DISAGREES = "disagrees"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Context:
    """A figure with what its sentence says around it: the indicator that it is read as, the time (and what a change is
    against, if anything), the place. ``change`` is 1 for a rise and -1 for a fall by so much, else 0; ``half`` tells
    whether the time is six months."""

    sentence: Sentence
    mention: Mention
    stretch: Stretch
    reading: Reading
    when: When
    year: int | None
    place: Place
    change: int = 0
    against: When | None = None
    half: bool = False

    @property
    def behind(self) -> str:
        """The words right behind the figure that are its own."""
        return self.sentence.text[self.mention.end : self.stretch.end]

    @property
    def leading(self) -> str:
        """The words that lead to it."""
        words = self.sentence.words
        return (
            self.sentence.text[words[self.stretch.before.start].start : self.mention.start]
            if self.stretch.before
            else ""
        )


@dataclass(frozen=True)
class Claim:
    """What came of a figure. ``true`` is what it was held against, in the figure's unit; ``why`` says what was
    compared, or why nothing was."""

    context: Context
    verdict: Verdict
    indicator: Indicator | None = None
    true: Decimal | None = None
    why: str = ""

    @property
    def mention(self) -> Mention:
        return self.context.mention

    @property
    def truth(self) -> str:
        """``true`` as an office writes it, of a percentage two decimals at least; empty where nothing is known."""
        if self.true is None:
            return ""
        shown = rounded(self.true, 2) if self.true % 1 else self.true
        return spelt(shown) + ("%" if self.mention.is_percent else "")

    def but(self, verdict: Verdict, why: str) -> Claim:
        return replace(self, verdict=verdict, why=why)


def tally(claims: Sequence[Claim]) -> str:
    """``figures 3: agrees 1, disagrees 1, unknown 1``."""
    counts = ", ".join(f"{verdict.value} {sum(one.verdict is verdict for one in claims)}" for verdict in Verdict)
    return f"figures {len(claims)}: {counts}"


def holds(mention: Mention, true: Decimal, qualifiers: Iterable[Qualifier]) -> bool:
    """Whether a figure says the truth: exactly, a percentage to the decimals that it is printed with; or within what
    its qualifier leaves open."""
    if band := qualifier_of(mention.qualifier, qualifiers):
        return band.admits(mention.value, true)
    return mention.value == (rounded(true, mention.decimals) if mention.unit and "%" in mention.unit else true)


def percentage(part: Decimal, whole: Decimal) -> Decimal:
    return part * 100 / whole


def wrong_percentage(said: Mention, part: Decimal, whole: Decimal, qualifiers: Sequence[Qualifier]) -> str | None:
    """Why a percentage does not follow from its two numbers; None where it does."""
    true = percentage(part, whole)
    if holds(said, true, qualifiers):
        return None
    right = f"{rounded(true, max(said.decimals, 2))}".replace(".", ",")
    cut = true.quantize(Decimal(1).scaleb(-said.decimals), ROUND_DOWN)
    if said.qualifier is None and said.value == cut:
        nearest = f"{rounded(true, said.decimals)}".replace(".", ",")
        return f"truncated, not rounded: {spelt(part)}/{spelt(whole)} is {nearest}%"
    return f"{spelt(part)}/{spelt(whole)} is {right}%"


def spelt(value: Decimal) -> str:
    """``20576`` → ``20.576``."""
    whole, _, rest = f"{value.normalize():f}".partition(".")
    return f"{int(whole):,}".replace(",", ".") + (f",{rest}" if rest else "")


def same_words(text: str, phrase: str) -> bool:
    """Whether a text begins with some words, however they are spelt."""
    said, wanted = heading_key(text).split(), heading_key(phrase).split()
    return said[: len(wanted)] == wanted
