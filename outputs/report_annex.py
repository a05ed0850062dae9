"""The report's annexes: the figures by unit, and where they come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from outputs.figure_table import annex_table, figure_table
from outputs.live import foreign
from outputs.officedocument import LANDSCAPE_WIDTH, TEXT_WIDTH
from outputs.prose import slashed
from outputs.report_content import Report
from outputs.word_table import Block, Line

_HEAD = (("STT",), ("Nguồn",), ("Ngày nhận",), ("Mã tệp",))
_WHAT_A_CODE_IS = "Mã tệp là tám ký tự đầu của mã băm SHA-256 của tệp gốc, được lưu tại Văn phòng Hội."
_SHORT = 8  # characters of a hash, as receipts and replies name a file


def units_annex(report: Report) -> list[Block]:
    plan = report.catalogue.report
    return [
        *_heading(report, "I", f"Số liệu theo đơn vị, {report.period.words}"),
        Line("Ghi chú: “…” là chưa có số liệu; ô để trống là chỉ tiêu không thu thập ở đơn vị đó.", "Note"),
        annex_table(plan.annex, report.catalogue, report.figures, report.units, LANDSCAPE_WIDTH, report.citing),
    ]


def sources_annex(report: Report) -> list[Block]:
    rows = list(_rows(report))
    return [
        *_heading(report, "II", "Nguồn số liệu"),
        Line(_WHAT_A_CODE_IS, "Note"),
        *_control(report),
        figure_table(_HEAD, rows, ("center", "left", "center", "center"), 11, TEXT_WIDTH),
        Line(style="Note"),
    ]


def _control(report: Report) -> Iterator[Line]:
    if report.approved:
        by, day = report.approved
        yield Line(f"Số liệu được phê duyệt ngày {slashed(day)}; người phê duyệt: {foreign(by)}.", "Note")
    if report.audit:
        yield Line(f"Mã kiểm chứng số liệu: {report.audit}", "Note")


def _rows(report: Report) -> Iterator[Sequence[tuple[str]]]:
    files = ((foreign(one.unit), slashed(one.received), one.sha256) for one in report.sources)
    declared = ((name, "", sha256) for name, sha256 in report.declared)
    for number, (name, day, sha256) in enumerate((*files, *declared), 1):
        yield (f"{number}",), (name,), (day,), (sha256[:_SHORT],)


def _heading(report: Report, number: str, title: str) -> list[Block]:
    attached = f"(Kèm theo Báo cáo số {report.number} ngày {report.signed} của {report.association.name})"
    return [
        Line(f"Phụ lục {number}" if report.has_sources else "Phụ lục", "Title"),
        Line(title.upper(), "Subtitle"),
        Line(attached, align="center", italic=True),
        Line(style="Note"),
    ]
