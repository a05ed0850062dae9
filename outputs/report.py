"""The association's half-year report: figures and the units' own words in, the bytes of a .docx out."""

from __future__ import annotations

from dataclasses import dataclass

from outputs.adopted import with_adopted
from outputs.chart import Chart
from outputs.chart_layout import natural_height
from outputs.officedocument import TEXT_WIDTH, OfficialDocument, Properties
from outputs.report_annex import sources_annex, units_annex
from outputs.report_body import DRAFT, body
from outputs.report_content import Report
from outputs.report_words import titles, wording_of


@dataclass(frozen=True)
class Written:
    """A report's bytes, and where it could not take edited prose, as its figures have changed since."""

    document: bytes
    not_adopted: tuple[str, ...] = ()


def write_report(report: Report) -> Written:
    """The report as a .docx; equal reports give equal bytes.

    DeclarationError where a sentence of report.toml cannot be rendered.
    """
    document = OfficialDocument(properties_of(report), mark="" if report.lacking is None else DRAFT, coded=True)
    blocks, not_adopted = with_adopted(body(report), report.adopted)
    for block in blocks:
        if isinstance(block, Chart):
            document.add_chart(block, TEXT_WIDTH, natural_height(block, TEXT_WIDTH))
        else:
            document.add(block)
    document.start_annex()
    document.add(*units_annex(report))
    if report.has_sources:
        document.start_annex(upright=True)
        document.add(*sources_annex(report))
    return Written(document.to_bytes(), not_adopted)


def properties_of(report: Report) -> Properties:
    """What the file says about itself."""
    return Properties(
        title=titles(report, wording_of(report))[1],
        author=report.association.name,
        identifier=str(report.period),
        version=str(report.version),
        day=report.dates.signing,
    )
