"""What units and the association wrote, as lines of the report: gathered, attributed, each under its source."""

from __future__ import annotations

from collections.abc import Iterable

from domain.vietnamese import tidy
from outputs.live import Citing, foreign
from outputs.report_content import Narratives, Told

_NAMED_UNITS = 3  # a line names up to so many units; above, it says how many


def own_lines(texts: Iterable[str]) -> list[str]:
    """The association's own, ended like sentences."""
    return [f"- {_sentence(tidy(text))}" for text in texts]


def unit_lines(narratives: Narratives, part: str, citing: Citing) -> list[str]:
    """One line per text, in the order they were first given; equal texts of several units are one."""
    told: dict[str, list[Told]] = {}
    for one in narratives.get(part, ()):
        if said := tidy(foreign(one.text)):
            told.setdefault(said, []).append(one)
    return [_said_by(text, ones, part, citing) for text, ones in told.items()]


def _said_by(text: str, told: list[Told], part: str, citing: Citing) -> str:
    names = list(dict.fromkeys(foreign(one.unit) for one in told))
    if len(names) > _NAMED_UNITS:
        said = citing.said(part, told[0].source, _sentence(text))
        who = f"{len(names)} đơn vị nêu"
        return f"- {citing.sayers(part, text, who)}: {said}"
    said = citing.said(part, told[0].source, text.rstrip(".;,: "))
    who = f"({', '.join(names)})"
    return f"- {said} {citing.sayers(part, text, who)}."


def _sentence(text: str) -> str:
    """``text`` ended like a sentence."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text.rstrip(';,:')}."
