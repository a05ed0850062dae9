"""The report as the catalogue declares it: its sections, sentences, charts and speech, and what the state wants."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

import pydantic

from domain.record import Record


class NationalTarget(Record):
    """What the state wants by the end of ``year``: ``indicator`` at ``percent`` of the indicator ``of``, as ``source``
    laid down on ``date``."""

    indicator: str
    of: str
    percent: Decimal = pydantic.Field(gt=0, le=100)
    year: int = pydantic.Field(ge=1900, le=2100)
    source: str = pydantic.Field(min_length=1)
    date: date


class ReportChart(Record):
    """A chart of a section: indicators over the halves (``periods``), what is reached of the year's targets (``plan``),
    or the units beside each other (``units``, of one indicator). One without data does not appear."""

    kind: Literal["periods", "plan", "units"]
    title: str = pydantic.Field(min_length=1)
    indicators: tuple[str, ...] = pydantic.Field(min_length=1, max_length=6)


class ReportSection(Record):
    """Sentences are Jinja2 templates over figures; one whose figures are missing disappears."""

    title: str
    sentences: tuple[str, ...]
    table: tuple[str, ...] = ()
    charts: tuple[ReportChart, ...] = ()


class SpeechPlan(Record):
    """What is said at the meeting that reviews a half: whom it greets, its paragraphs of sentences, and its end."""

    greeting: tuple[str, ...]
    paragraphs: tuple[tuple[str, ...], ...]
    ending: tuple[str, ...]


class ReportPlan(Record):
    """The report: its title by half, the opening, the sections of Part I, tasks and requests. ``receipt``: the
    indicators of which a unit is told what was recorded. ``speech``: a page to be read out, where one is wanted."""

    title_first_half: tuple[str, str]
    title_second_half: tuple[str, str]
    opening: tuple[str, ...]
    results: tuple[ReportSection, ...]
    limits: tuple[str, ...]
    narratives: dict[str, str]
    annex: tuple[str, ...]
    receipt: tuple[str, ...] = ()
    speech: SpeechPlan | None = None
