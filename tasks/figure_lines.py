"""Figures over all units → a line for each indicator, beside the same half of last year and the halves before."""

from __future__ import annotations

import polars as pl

from domain.figure import ALL, ITSELF, SAME_HALF, YEAR, Figures
from domain.half_year import HalfYear
from domain.history import History
from domain.observation import Basis
from outputs.figure_of import comparable, year_figure
from outputs.page_content import FigureLine, FigureList, YearTotal
from tasks.draft import Draft, compared_with, figures_of
from tasks.history import history_before, history_of, points_of
from tasks.home import Home
from tasks.standing import Standing
from warehouse import frozen
from warehouse.closes import Close
from warehouse.store import Connection


def published_figures(home: Home, close: Close, connection: Connection) -> FigureList:
    """As a close has them."""
    figures = Figures.from_frame(frozen.figures_of(connection, close.id, scope=ALL))
    history = history_of(close, home.catalogue.indicators, connection)
    return FigureList(close.version, _lines(home, HalfYear.parse(close.period), figures, history))


def figures_now(home: Home, period: HalfYear, stands: Standing, connection: Connection) -> FigureList:
    """As they would be frozen if the period were closed now."""
    draft = Draft(home, period, 0, stands, {}, {})
    figures = Figures.from_frame(figures_of(draft, connection).filter(pl.col("scope") == ALL))
    bases = compared_with(period, connection)
    if first := bases.pop(YEAR, None):
        bases[ITSELF] = first
    history = history_before(period, bases, figures, home.catalogue.indicators, connection)
    return FigureList(None, _lines(home, period, figures, history))


def _lines(home: Home, period: HalfYear, figures: Figures, history: History) -> tuple[FigureLine, ...]:
    """In the catalogue's order; an indicator that nobody reports is left out."""
    main = home.catalogue.report.annex
    lines = []
    for indicator in home.catalogue.indicators:
        if now := figures.find(indicator.code):
            then = figures.find(indicator.code, comparison=SAME_HALF)
            year = year_figure(figures, indicator, period)
            before = then if then and comparable(now, then) else None
            points = (*history.get(indicator.code, ()), points_of(str(period), [now])[indicator.code])
            line = FigureLine(
                code=indicator.code,
                name=indicator.name,
                unit=indicator.unit,
                main=indicator.code in main,
                value=now.value,
                counted=now.counted,
                expected=now.expected,
                of_year=now.of_year,
                estimated=now.basis == Basis.ESTIMATED,
                before=before.value if before else None,
                before_of_year=before.of_year if before else None,
                points=points,
                year=YearTotal(year.value, year.counted, year.expected) if year else None,
            )
            lines.append(line)
    return tuple(lines)
