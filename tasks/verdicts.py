"""Figures of a sentence → what a version's figures say of each of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from domain.catalogue import Indicator
from domain.figure import ITSELF, SAME_HALF, YEAR_END, Figure
from domain.prose.claim import Claim, Context, Verdict, holds, percentage, spelt
from domain.prose.mention import PERCENT, POINTS
from domain.prose.moment import When
from domain.prose.occasion import branch, goes_with, occasion, parts_of, sums_up
from domain.prose.place import OTHER
from outputs.figure_of import comparable
from tasks.shares_said import OF_PLAN, Shares, follows, said_again
from tasks.truths import FROZEN, Truths

_TIMES = {
    When.PLANNED: "the sentence speaks of what is planned",
    When.OTHER: "the sentence speaks of another time",
}
STATE = "C"  # the kind of what stands at the cut-off
_EACH = re.compile(r"(?<!\w)(?:mỗi|bình quân|trung bình|từng)(?!\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Judge:
    truths: Truths

    def all_of(self, contexts: Sequence[Context]) -> list[Claim]:
        """A claim for each figure of a sentence; a percentage or a change without a noun is of the figure before it."""
        claims: list[Claim] = []
        for context in contexts:
            change = (
                claims[-1]
                if claims and claims[-1].context.change and said_again(context.sentence.text, context.mention)
                else None
            )
            if change:
                again = replace(context, change=change.context.change, against=change.context.against)
                claims.append(self._one(again, change))
            else:
                claims.append(_of_one(self._one(context, next(filter(_is_level, reversed(claims)), None)), claims))
        return claims

    def _one(self, context: Context, before: Claim | None) -> Claim:
        mention = context.mention
        if mention.vague:
            return _unknown(context, f"it is {mention.vague}")
        if context.when in _TIMES and not self._of_that_year(context):
            return _unknown(context, _TIMES[context.when])
        if context.place.scope == OTHER:
            return _unknown(context, f"{context.place.name!r} is none of the units of this version, or not one of them")
        if _EACH.search(context.leading):
            return _unknown(context, "it is so much for each")
        if context.change or mention.unit == POINTS:
            return self._change(context, before)
        return self._share(context, before) if mention.is_percent else self._level(context)

    def _of_that_year(self, context: Context) -> bool:
        """``năm 2021 công nhận …`` where the figure of this version is of that year."""
        if context.reading.indicator is None or context.when is When.PLANNED:
            return False
        figure = self.truths.figure(context, context.reading.indicator)
        return figure is not None and figure.of_year is not None and figure.of_year == context.year

    # --- levels -----------------------------------------------------------------------------------

    def _level(self, context: Context) -> Claim:
        indicator = context.reading.indicator
        if indicator is None:
            return _unknown(context, context.reading.why)
        figure = self.truths.figure(context, indicator)
        if figure is None or figure.value is None:
            return _unknown(context, "the version has no such figure", indicator)
        claim = self._held(context, indicator, Decimal(figure.value))
        whole = context.mention.of
        if whole is None or claim.verdict is not Verdict.AGREES or whole in self.truths.wholes(context, indicator):
            return claim
        return claim.but(
            Verdict.UNKNOWN, f"{spelt(context.mention.value)} agrees; what {spelt(whole)} are is not known"
        )

    def _held(self, context: Context, indicator: Indicator, true: Decimal, why: str = "") -> Claim:
        mention = context.mention
        if holds(mention, true, self.truths.catalogue.qualifiers):
            return Claim(context, Verdict.AGREES, indicator, true, why)
        if mention.other is not None and mention.other == true:
            return Claim(context, Verdict.UNKNOWN, indicator, true, "its mark may group thousands or part decimals")
        return Claim(context, Verdict.DISAGREES, indicator, true, why)

    # --- changes ----------------------------------------------------------------------------------

    def _change(self, context: Context, before: Claim | None) -> Claim:
        """A rise or fall against a frozen comparison; where none is named, only what equals one of them is known."""
        named_before = Shares(self.truths.catalogue).changed(context)
        indicator = context.reading.indicator or named_before
        indicator = indicator or (before.indicator if before and follows(context, before) else None)
        if indicator is None or context.mention.unit == POINTS:
            return _unknown(context, "it is a change, of what is not known")
        now = self.truths.figure(context, indicator, ITSELF)
        named = [FROZEN[context.against]] if context.against in (When.SAME_HALF, When.YEAR_END) else []
        if context.against is not None and not named:
            return _unknown(context, "it is a change against another time", indicator)
        found = [self._changed(context, indicator, now, one) for one in named or (SAME_HALF, YEAR_END)]
        known = [one for one in found if one]
        if named and known:
            return known[0]
        agreeing = next((one for one in known if one.verdict is Verdict.AGREES), None)
        return agreeing or _unknown(context, "it is a change; against what is not said, or not frozen", indicator)

    def _changed(self, context: Context, indicator: Indicator, now: Figure | None, comparison: str) -> Claim | None:
        then = self.truths.figure(context, indicator, comparison)
        if now is None or then is None or now.value is None or then.value is None or not comparable(now, then):
            return None
        change = Decimal((now.value - then.value) * context.change)
        if context.mention.is_percent:
            if not then.value:
                return None
            change = percentage(change, Decimal(then.value))
        said = f"{spelt(Decimal(now.value))} now, {spelt(Decimal(then.value))} then"
        return self._held(context, indicator, change, said)

    # --- percentages ------------------------------------------------------------------------------

    def _share(self, context: Context, before: Claim | None) -> Claim:
        """``chiếm 31,2% dân số``, ``đạt 95% kế hoạch năm``: the words say of what, the figure before it of which."""
        shares = Shares(self.truths.catalogue)
        part = shares.part_of(context, before)
        if part is None:
            return _unknown(context, "a percentage, of which figure is not known")
        if OF_PLAN.match(context.behind):
            reached = self.truths.reached(context, part)
            if reached is None or not reached.wanted or reached.value is None:
                return _unknown(context, "no plan is frozen for it", part)
            return self._rate(context, part, reached.value, reached.wanted)
        whole = shares.whole_of(context, part)
        share = self.truths.share(context, part, whole) if whole else None
        if share is None or not share.whole:
            return _unknown(context, "a percentage, of what is not known", part)
        return self._rate(context, part, share.part, share.whole)

    def _rate(self, context: Context, of: Indicator, part: int, whole: int) -> Claim:
        true = percentage(Decimal(part), Decimal(whole))
        return self._held(context, of, true, f"{spelt(Decimal(part))}/{spelt(Decimal(whole))}")


def _of_one(claim: Claim, before: Sequence[Claim]) -> Claim:
    """What occurred is not known where the sentence tells of one event or giver, nor where it goes with a figure that
    is not known; nor is money that sums up several."""
    if claim.indicator is None or not _is_level(claim):
        return claim
    if said := branch(claim.context):
        return claim.but(Verdict.UNKNOWN, f"{said.strip(' ,;.:')!r} is a part of a unit")
    if claim.verdict is Verdict.DISAGREES and any(_parted(claim, one) for one in before):
        return claim.but(Verdict.UNKNOWN, "it is a part of the figure before it")
    if claim.indicator.kind == STATE:
        return claim
    if said := occasion(claim.context):
        return claim.but(Verdict.UNKNOWN, f"{said!r} tells of one event or giver")
    counts = [one for one in before if _is_level(one) and not one.mention.is_money]
    if counts and counts[-1] is before[-1]:
        sums = claim.indicator.sum_of and claim.verdict is Verdict.AGREES
        if counts[-1].verdict is Verdict.UNKNOWN and not sums and goes_with(claim.context, counts[-1].context):
            return claim.but(Verdict.UNKNOWN, f"it goes with {counts[-1].mention.text!r}, which is not known")
        if before[-2:] == counts[-2:] and len(counts) > 1 and not claim.indicator.sum_of and sums_up(claim.context):
            return claim.but(Verdict.UNKNOWN, "it sums up several figures")
    if claim.verdict is Verdict.DISAGREES and claim.mention.value == 1 and not claim.mention.is_money:
        return claim.but(Verdict.UNKNOWN, "it tells of one event")
    return claim


def _parted(claim: Claim, whole: Claim) -> bool:
    return whole.indicator == claim.indicator and _is_level(whole) and parts_of(claim.context, whole.context)


def _is_level(claim: Claim) -> bool:
    return not claim.context.change and claim.mention.unit not in (PERCENT, POINTS)


def _unknown(context: Context, why: str, indicator: Indicator | None = None) -> Claim:
    return Claim(context, Verdict.UNKNOWN, indicator or context.reading.indicator, None, why)
