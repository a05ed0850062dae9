"""Targets: what a unit, or the association over all its units, plans to reach in a year."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """A row of targets.csv. ``unit_id`` is None for the association's own target over all units; ``value`` is in the
    indicator's unit, 0 where none is assigned yet; ``row`` counts the file's lines from 1, the heading included."""

    unit_id: int | None
    indicator: str
    year: int
    value: int
    source: str
    row: int
