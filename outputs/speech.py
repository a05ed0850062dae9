"""The page that is read out at the meeting: the report's figures as prose rounds them, without its tables."""

from __future__ import annotations

from outputs.live import plain
from outputs.officedocument import OfficialDocument, title
from outputs.report import properties_of
from outputs.report_content import Report
from outputs.report_words import titles, wording_of
from outputs.word_table import Line

_KIND = "Bài phát biểu"


def write_speech(report: Report) -> bytes:
    """As a .docx; equal reports give equal bytes. ValueError where the catalogue has no speech; DeclarationError where
    a sentence of it cannot be rendered. Its figures are no controls: what becomes of it is checked as text."""
    plan = report.catalogue.report.speech
    if plan is None:
        raise ValueError("report.toml: has no [speech]; declare its greeting, paragraphs and ending, then run it again")
    wording = wording_of(report)
    document = OfficialDocument(properties_of(report))
    document.add(*title(_KIND, titles(report, wording)[1]))
    document.add(*(Line(plain(wording.paragraph([one], "speech, greeting")), "BodyText") for one in plan.greeting))
    for number, sentences in enumerate(plan.paragraphs, 1):
        if said := plain(wording.paragraph(sentences, f"speech, paragraph {number}")):
            document.add(Line(said, "BodyText"))
    document.add(*(Line(plain(wording.paragraph([one], "speech, ending")), "BodyText") for one in plan.ending))
    return document.to_bytes()
