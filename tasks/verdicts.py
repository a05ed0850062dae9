"""Figures of a sentence → what a version's figures say of each of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from domain.catalogue import Catalogue, Indicator
from domain.claim import Claim, Context, Verdict, holds, percentage, same_words, spelt
from domain.figure import ALL, HALF, ITSELF, PLAN, SAME_HALF, YEAR, YEAR_END, Figure, Figures
from domain.half_year import HalfYear
from domain.mention import PERCENT, POINTS
from domain.moment import When
from domain.naming import wordings
from domain.place import OTHER
from domain.unit import Unit
from outputs.figure_of import comparable, find_figure, reporting, share_of

_FROZEN = {When.NOW: ITSELF, When.WHOLE_YEAR: ITSELF, When.SAME_HALF: SAME_HALF, When.YEAR_END: YEAR_END}
_TIMES = {
    When.PLANNED: "the sentence speaks of what is planned",
    When.OTHER: "the sentence speaks of another time",
}
_EACH = re.compile(r"(?<!\w)(?:mỗi|bình quân|trung bình|từng)(?!\w)", re.IGNORECASE)
_VERB = re.compile(r"\s*(?:đạt|chiếm|bằng|tăng|giảm|vượt)(?!\w)", re.IGNORECASE)
_LEADS = re.compile(r"\s*(?:hiện )?(?:đã )?(?:chiếm|đạt|bằng|là|:|chiếm tỷ lệ|đạt tỷ lệ)\s*(?:tỷ lệ\s*)?$", re.IGNORECASE)
_OVER = re.compile(r"\s*(?:/|trên|so với)\s*$", re.IGNORECASE)
_OF_PLAN = re.compile(r"^\s*(?:so với |của |chỉ tiêu )?(?:kế hoạch|chỉ tiêu)(?!\w)", re.IGNORECASE)
_OF = re.compile(r"^\s*(?:so với|trên|của|trong)?\s*(?:tổng số |tổng |số )?")
_RATE = re.compile(r"(?<!\w)tỷ lệ|tỉ lệ", re.IGNORECASE)


@dataclass
class Judge:
    catalogue: Catalogue
    period: HalfYear
    units: Sequence[Unit]
    figures: Figures

    def all_of(self, contexts: Sequence[Context]) -> list[Claim]:
        """A claim for each figure of one sentence; a percentage or a change without a noun is of the figure before it."""
        claims: list[Claim] = []
        for context in contexts:
            levels = (one for one in reversed(claims) if not one.context.change and one.mention.unit not in (PERCENT, POINTS))
            again = claims[-1] if claims and claims[-1].context.change and _in_brackets(context) else None
            if again:
                context = replace(context, change=again.context.change, against=again.context.against)
            claims.append(self._one(context, again or next(levels, None)))
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
        figure = self._figure(context, context.reading.indicator) if context.reading.indicator else None
        return figure is not None and figure.of_year is not None and figure.of_year == context.year

    # --- levels -----------------------------------------------------------------------------------

    def _level(self, context: Context) -> Claim:
        indicator = context.reading.indicator
        if indicator is None:
            return _unknown(context, context.reading.why)
        figure = self._figure(context, indicator)
        if figure is None or figure.value is None:
            return _unknown(context, "the version has no such figure", indicator)
        claim = self._held(context, indicator, Decimal(figure.value))
        whole = context.mention.of
        if whole is None or claim.verdict is not Verdict.AGREES or whole in self._wholes(context, indicator):
            return claim
        return claim.but(Verdict.UNKNOWN, f"{spelt(context.mention.value)} agrees; what {spelt(whole)} are is not known")

    def _figure(self, context: Context, indicator: Indicator, comparison: str | None = None) -> Figure | None:
        said = _FROZEN.get(context.when, ITSELF) if comparison is None else comparison
        breakdown = self._breakdown(context, indicator)
        if breakdown is None:
            return find_figure(
                self.figures, indicator, scope=context.place.scope, comparison=said, span=self._span(context)
            )
        return self.figures.find(indicator.code, breakdown=breakdown, scope=context.place.scope, comparison=said)

    def _span(self, context: Context) -> str:
        """A second half is reviewed with its year: what is said of no half is of the year."""
        halves = re.search(r"(?:6|sáu) tháng cuối", context.sentence.text, re.IGNORECASE)
        return YEAR if self.period.half == 2 and not halves else HALF

    def _breakdown(self, context: Context, indicator: Indicator) -> str | None:
        """The part that is counted (``20 trường học đăng ký …``), where the noun is a member of one of its axes."""
        words = context.sentence.words
        parts = context.reading.parts
        behind = context.stretch.behind
        if len(parts) < 2 or not behind or parts[0].first not in behind:
            return None
        upto = min((one.first for one in parts[1:] if one.first >= parts[0].last), default=parts[0].last)
        said = context.sentence.text[words[parts[0].first].start : words[upto - 1].end]
        for axis in (self.catalogue.axis_by_code[code] for code in indicator.axes):
            if axis.partition and (member := axis.member(said)):
                return f"{axis.code}={member}"
        return None

    def _wholes(self, context: Context, indicator: Indicator) -> set[Decimal]:
        """What a figure may be so many of: the total of its kind, the plan, what was registered."""
        of = self.catalogue.indicator_by_code.get(indicator.denominator or "")
        found = [self._figure(context, of, ITSELF) if of else None, self._plan(context, indicator)]
        found += [self._figure(context, one, ITSELF) for one in self._registered(indicator)]
        return {Decimal(one.value) for one in found if one and one.value is not None}

    def _registered(self, indicator: Indicator) -> list[Indicator]:
        alike = (one for one in self.catalogue.indicators if one.denominator and one.denominator == indicator.denominator)
        return [one for one in alike if one.code != indicator.code]

    def _plan(self, context: Context, indicator: Indicator) -> Figure | None:
        plans = (self.figures.find(indicator.code, scope=context.place.scope, comparison=PLAN, span=s) for s in (YEAR, HALF))
        return next((one for one in plans if one), None)

    def _held(self, context: Context, indicator: Indicator, true: Decimal, why: str = "") -> Claim:
        mention = context.mention
        if holds(mention, true, self.catalogue.qualifiers):
            return Claim(context, Verdict.AGREES, indicator, true, why)
        if mention.other is not None and mention.other == true:
            return Claim(context, Verdict.UNKNOWN, indicator, true, "its mark may group thousands or part decimals")
        return Claim(context, Verdict.DISAGREES, indicator, true, why)

    # --- changes ----------------------------------------------------------------------------------

    def _change(self, context: Context, before: Claim | None) -> Claim:
        """A rise or fall against a frozen comparison; where none is named, only what equals one of them is known."""
        indicator = context.reading.indicator or (before.indicator if before and self._follows(context, before) else None)
        if indicator is None or context.mention.unit == POINTS:
            return _unknown(context, "it is a change, of what is not known")
        now = self._figure(context, indicator, ITSELF)
        named = [_FROZEN[context.against]] if context.against in (When.SAME_HALF, When.YEAR_END) else []
        if context.against is not None and not named:
            return _unknown(context, "it is a change against another time", indicator)
        found = [self._changed(context, indicator, now, one) for one in named or (SAME_HALF, YEAR_END)]
        known = [one for one in found if one]
        if named and known:
            return known[0]
        agreeing = next((one for one in known if one.verdict is Verdict.AGREES), None)
        return agreeing or _unknown(context, "it is a change; against what is not said, or not frozen", indicator)

    def _changed(self, context: Context, indicator: Indicator, now: Figure | None, comparison: str) -> Claim | None:
        then = self._figure(context, indicator, comparison)
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
        """``chiếm 31,2% dân số``, ``đạt 95% kế hoạch năm``: where the words say of what, and the figure before of which."""
        part = self._part(context, before)
        if part is None:
            return _unknown(context, "a percentage, of which figure is not known")
        if _OF_PLAN.match(context.behind):
            return self._of_plan(context, part)
        subject = self._subject(context)
        own = context.reading.indicator and self.catalogue.indicator_by_code.get(part.denominator or "")
        whole = own or (subject and subject[1]) or self._named_whole(context, part)
        share = share_of(self.figures, part, whole, self._scopes(context, part, whole), self._span(context)) if whole else None
        if share and share.whole:
            why = f"{spelt(Decimal(share.part))}/{spelt(Decimal(share.whole))}"
            return self._held(context, part, percentage(Decimal(share.part), Decimal(share.whole)), why)
        return _unknown(context, "a percentage, of what is not known", part)

    def _part(self, context: Context, before: Claim | None) -> Indicator | None:
        """What a percentage names itself (``82% số hộ đăng ký …``), else the figure before it."""
        if context.reading.indicator:
            return context.reading.indicator
        if named := self._subject(context):
            return named[0]
        return before.indicator if before and self._follows(context, before) else None

    def _subject(self, context: Context) -> tuple[Indicator, Indicator | None] | None:
        """``hội viên chiếm 27,79%``, ``tỷ lệ hội viên/dân số đạt 27,79%``: what is named before a percentage, and what it
        is set over."""
        text = context.sentence.text[: context.mention.number]
        if context.mention.qualifier:
            text = context.sentence.text[: context.mention.start]
        verb = _LEADS.search(text)
        if verb is None:
            return None
        found = self._ends_with(text[: verb.start()])
        if found is None:
            return None
        rest = text[: verb.start()][: -found[1]]
        over = _OVER.search(rest)
        part = self._ends_with(rest[: over.start()]) if over and _RATE.search(rest) else None
        return (part[0], found[0]) if part else (found[0], None)

    def _ends_with(self, text: str) -> tuple[Indicator, int] | None:
        """The indicator whose name ends a text, and how many letters it takes; the longest, None where two have it."""
        said = text.lower()
        found = [
            (len(wording), one)
            for one in self.catalogue.indicators
            for wording in wordings(one)
            if said.endswith(wording.lower()) and not said[: -len(wording)][-1:].isalpha()
        ]
        longest = [one for one in found if one[0] == max(size for size, _ in found)]
        return (longest[0][1], longest[0][0]) if len({one.code for _, one in longest}) == 1 else None

    def _follows(self, context: Context, before: Claim) -> bool:
        """Whether a percentage or a change goes on from a figure: no other clause between, unless it begins with a verb."""
        *_, clause = context.sentence.text[before.mention.end : context.mention.start].split(";")
        goes_on = clause == context.sentence.text[before.mention.end : context.mention.start] or _VERB.match(clause)
        return bool(goes_on) and len(re.findall(r"\w+", clause)) <= 25 and context.place == before.context.place

    def _of_plan(self, context: Context, part: Indicator) -> Claim:
        now, plan = self._figure(context, part, ITSELF), self._plan(context, part)
        if now is None or plan is None or not plan.value or now.value is None:
            return _unknown(context, "no plan is frozen for it", part)
        why = f"{spelt(Decimal(now.value))} of {spelt(Decimal(plan.value))} planned"
        return self._held(context, part, percentage(Decimal(now.value), Decimal(plan.value)), why)

    def _named_whole(self, context: Context, part: Indicator) -> Indicator | None:
        """What a percentage says that it is of: the part's own denominator, or the only indicator that is called so."""
        said = context.behind
        stripped = _OF.sub("", said, count=1)
        called = [
            one
            for one in self.catalogue.indicators
            if any(same_words(text, wording) for text in (said, stripped) for wording in wordings(one))
        ]
        own = [one for one in called if one.code == part.denominator]
        return own[0] if own else called[0] if len(called) == 1 else None

    def _scopes(self, context: Context, part: Indicator, whole: Indicator) -> list[str]:
        scopes = reporting(self.units, part, whole)
        return scopes if context.place.scope == ALL else [one for one in scopes if one == context.place.scope]


def _in_brackets(context: Context) -> bool:
    """A percentage that says again, in brackets, what the figure before it says."""
    return context.mention.is_percent and context.sentence.text[: context.mention.start].endswith("(")


def _unknown(context: Context, why: str, indicator: Indicator | None = None) -> Claim:
    return Claim(context, Verdict.UNKNOWN, indicator or context.reading.indicator, None, why)
