"""What the report's sentences are made of, and its titles."""

from __future__ import annotations

from outputs.live import plain
from outputs.officedocument import day_words
from outputs.report_content import Report
from outputs.wording import Wording


def wording_of(report: Report) -> Wording:
    citing = report.citing
    words = {
        "year": report.period.year,
        "association": report.association.name,
        "area": report.association.area,
        "span_words": report.span_words,
        "next_words": report.next_words,
        "cut_off": citing.word("cut_off", day_words(report.dates.cut_off)),
        "received": citing.word("received", f"{report.received}"),
        "expected": citing.word("expected", f"{report.expected}"),
        "missing": citing.word("missing", ", ".join(report.missing)),
        "incomplete": citing.word("incomplete", ", ".join(report.incomplete)),
    }
    return Wording(report.catalogue, report.aims, words, citing)


def titles(report: Report, wording: Wording) -> tuple[str, str]:
    """The kind of document, and what it is about."""
    plan = report.catalogue.report
    name = "title_second_half" if report.yearly else "title_first_half"
    kind, subject = plan.title_second_half if report.yearly else plan.title_first_half
    return plain(wording.paragraph([kind], name)), plain(wording.paragraph([subject], name))
