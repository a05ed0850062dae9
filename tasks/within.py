"""What contradicts itself in a sentence: a percentage its two numbers, parts their total, recognised registered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from domain.catalogue import Catalogue
from domain.prose.claim import Claim, Verdict, percentage, spelt, wrong_percentage
from domain.prose.mention import PERCENT, POINTS
from domain.prose.moment import When

_PARTS = re.compile(r"(?<!\w)(?:(gồm|bao gồm|gồm có|chia ra|cụ thể)|trong đó( có)?)(?!\w)", re.IGNORECASE)
_TOTAL = re.compile(r"(?<!\w)(?:tổng số|tổng cộng|tổng|tất cả)(?: [^\W\d_]+){0,3}\s*$", re.IGNORECASE)
#: Kinds that one and the same person or household may be of: they need not add up.
_MANIFOLD = re.compile(
    r"(?<!\w)(?:nữ|nam|đảng viên|dân tộc|tôn giáo|cao tuổi|nghèo|mới|đoàn viên|hưu|trẻ|tiêu biểu|xuất sắc)(?!\w)",
    re.IGNORECASE,
)
_OUT_OF = re.compile(r"(?<!\w)(?:trên|trong)\s+(?:tổng số|tổng cộng|số)\s*$", re.IGNORECASE)
_ANOTHER = re.compile(r"^\s*(?:so với |của |trên |trong )?(?:tổng )?(?:số dân|dân số|kế hoạch|chỉ tiêu)", re.IGNORECASE)
_PLAN = re.compile(r"(?<!\w)(?:kế hoạch|chỉ tiêu|vượt|mục tiêu)(?!\w)", re.IGNORECASE)
_REGISTERED, _RECOGNISED = re.compile(r"đăng k[ýí]", re.IGNORECASE), re.compile(r"công nhận", re.IGNORECASE)
_MISPRINT = Decimal(1)  # points by which a percentage misses two numbers that it is evidently made of


@dataclass(frozen=True)
class Within:
    catalogue: Catalogue

    def check(self, claims: Sequence[Claim]) -> list[Claim]:
        """The claims of one sentence; what contradicts another of them disagrees, and says why."""
        found = list(claims)
        for n, one in enumerate(found):
            found[n] = self._ratio(one)
        for n, one in enumerate(found):
            if one.mention.is_percent and one.true is None and not one.context.change:
                found[n] = self._percentage(found, n)
        self._totals(found)
        self._recognised(found)
        return found

    def _ratio(self, one: Claim) -> Claim:
        """``91/74``: more than there are; a plan may be exceeded."""
        whole = one.mention.of
        if whole is None or one.mention.value <= whole or _PLAN.search(one.context.sentence.text):
            return one
        return _wrong(one, f"{spelt(one.mention.value)} of {spelt(whole)} is more than all")

    # --- percentages ------------------------------------------------------------------------------

    def _percentage(self, claims: Sequence[Claim], n: int) -> Claim:
        said = claims[n]
        pair = _two_numbers(claims, n)
        if pair is None or said.mention.vague or _ANOTHER.match(said.context.behind):
            return said
        part, whole, certain, source = pair
        if not whole:
            return said
        wrong = wrong_percentage(said.mention, part, whole, self.catalogue.qualifiers)
        if wrong is None:
            why = f"follows from {spelt(part)}/{spelt(whole)}"
            if source.verdict is Verdict.AGREES:
                return replace(said, verdict=Verdict.AGREES, indicator=source.indicator, why=why)
            return said.but(Verdict.UNKNOWN, f"{why}, which are not known") if certain else said
        near = abs(percentage(part, whole) - said.mention.value) <= _MISPRINT
        return _wrong(said, wrong) if certain or near else said

    # --- totals -----------------------------------------------------------------------------------

    def _totals(self, claims: list[Claim]) -> None:
        for n, total in enumerate(claims[:-2]):
            leads = _PARTS.search(total.context.sentence.text, total.mention.end, claims[n + 1].mention.start)
            if leads is None or total.mention.unit in (PERCENT, POINTS) or total.mention.vague:
                continue
            parts = list(self._parts(total, claims[n + 1 :]))
            if len(parts) < 2 or any(one.mention.qualifier or one.mention.vague for one in (total, *parts)):
                continue
            added = sum((one.mention.value for one in parts), Decimal(0))
            if self._must_add_up(total, parts, leads, added):
                claims[n] = _wrong(total, f"its parts add up to {spelt(added)}")

    def _parts(self, total: Claim, following: Sequence[Claim]) -> Iterator[Claim]:
        """The figures behind a total that are counted as it is, or are members of a breakdown, up to a semicolon."""
        at = total.mention.end
        for one in following:
            if ";" in total.context.sentence.text[at : one.mention.start]:
                return
            at = one.mention.end
            if one.mention.is_percent or one.context.change:
                continue
            if not self._alike(total, one):
                return
            yield one

    def _alike(self, total: Claim, part: Claim) -> bool:
        whole, said = total.mention.unit or "", part.mention.unit
        if said is None or said.startswith(whole) or whole.startswith(said):
            return True
        return total.mention.unit is not None and any(
            axis.member(said) for axis in self.catalogue.axes if axis.partition
        )

    def _must_add_up(self, total: Claim, parts: Sequence[Claim], leads: re.Match[str], added: Decimal) -> bool:
        """Parts of an explicit list add up to their total; those of a looser one (``trong đó``) are no more."""
        text = total.context.sentence.text
        if added == total.mention.value or _MANIFOLD.search(text, leads.end(), parts[-1].context.stretch.end):
            return False
        listed = leads[1] or (_TOTAL.search(text, 0, total.context.mention.start) and not leads[2])
        return bool(listed) or added > total.mention.value

    # --- registered and recognised ----------------------------------------------------------------

    def _recognised(self, claims: list[Claim]) -> None:
        """Of what was registered no more can be recognised, where both are told of one time and place."""
        for n, one in enumerate(claims):
            if not _is(one, _RECOGNISED, _REGISTERED):
                continue
            registered = [it for it in claims if _is(it, _REGISTERED, _RECOGNISED) and _comparable(it, one)]
            if len(registered) == 1 and one.mention.value > registered[0].mention.value:
                claims[n] = _wrong(one, f"more than the {spelt(registered[0].mention.value)} that were registered")


def _two_numbers(claims: Sequence[Claim], n: int) -> tuple[Decimal, Decimal, bool, Claim] | None:
    """Part and whole that a percentage may be made of; whether it says so; and the figure that is the part."""
    said, text = claims[n], claims[n].context.sentence.text
    before = claims[n - 1] if n else None
    if before and before.mention.of is not None and ";" not in text[before.mention.end : said.mention.start]:
        return before.mention.value, before.mention.of, True, before
    after = claims[n + 1] if n + 1 < len(claims) else None
    if (
        after
        and after.mention.of is not None
        and re.fullmatch(r"\s*\(\s*", text[said.mention.end : after.mention.start])
    ):
        return after.mention.value, after.mention.of, True, after
    if n < 2 or before is None or ";" in text[claims[n - 2].mention.end : said.mention.start]:
        return None
    earlier = claims[n - 2]
    if not _same_noun(earlier, before) or earlier.context.change or before.context.change:
        return None
    if _OUT_OF.search(text, 0, before.mention.start):
        return earlier.mention.value, before.mention.value, True, earlier
    if before.mention.value <= earlier.mention.value:
        return before.mention.value, earlier.mention.value, False, before
    return None


def _same_noun(one: Claim, other: Claim) -> bool:
    first, second = (it.mention.unit for it in (one, other))
    if first is None or second is None or one.mention.vague or other.mention.vague or PERCENT in (first, second):
        return False
    if one.mention.qualifier or other.mention.qualifier:
        return False
    return first.startswith(second) or second.startswith(first)


def _is(claim: Claim, wanted: re.Pattern[str], unwanted: re.Pattern[str]) -> bool:
    said = claim.context.leading + claim.context.behind
    counted = claim.mention.unit not in (PERCENT, POINTS) and not claim.mention.vague and not claim.context.change
    return counted and bool(wanted.search(said)) and not unwanted.search(said)


def _comparable(one: Claim, other: Claim) -> bool:
    this, that = one.context, other.context
    if not _same_noun(one, other) or this.place != that.place or When.PLANNED in (this.when, that.when):
        return False
    return this.year == that.year and this.when == that.when


def _wrong(claim: Claim, why: str) -> Claim:
    said = f"{claim.why}; {why}" if claim.verdict is Verdict.DISAGREES and claim.why else why
    return claim.but(Verdict.DISAGREES, said)
