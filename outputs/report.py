"""The association's half-year report: figures and the units' own words in, the bytes of a .docx out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from domain.association import Association, Dates
from domain.catalogue import Catalogue, ReportSection
from domain.figure import HALF, YEAR, Figures
from domain.half_year import HalfYear
from domain.restatement import Restated
from domain.unit import Unit
from domain.vietnamese import tidy
from outputs.aims import Aims
from outputs.figure_table import annex_table
from outputs.officedocument import (
    LANDSCAPE_WIDTH,
    TEXT_WIDTH,
    OfficialDocument,
    Properties,
    day_words,
    head,
    number_line,
    signature,
    title,
)
from outputs.restatement import restatement_table
from outputs.results_table import ResultsTables
from outputs.word_table import Block, Line
from outputs.wording import Wording

_NAMED_UNITS = 3  # a narrative line names up to so many units; above, it says how many
_ARCHIVE = "Lưu: VT"

Narratives = Mapping[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True)
class Replaced:
    """The report of an earlier version of the same period."""

    version: int
    signing: date


@dataclass(frozen=True)
class Report:
    """What one version of one period's report is made of.

    ``units`` stand in the order of the annex; of the units that were let pass ``missing`` names those
    without all their forms, ``incomplete`` the others;
    ``narratives`` holds (unit name, text) pairs under the keys of ``catalogue.report.narratives``; ``own_targets``
    the indicators of which the association stated a target over all units; ``restated`` what earlier reports printed
    otherwise, ``replaces`` the one whose place this takes; ``audit`` the code by which the close is verified.
    """

    catalogue: Catalogue
    association: Association
    period: HalfYear
    version: int
    dates: Dates
    figures: Figures
    units: tuple[Unit, ...]
    expected: int
    received: int
    missing: tuple[str, ...]
    incomplete: tuple[str, ...]
    narratives: Narratives
    own_targets: frozenset[str] = frozenset()
    restated: tuple[Restated, ...] = ()
    replaces: Replaced | None = None
    audit: str = ""

    @property
    def yearly(self) -> bool:
        """The second half's report is the year's review."""
        return self.period.half == 2

    @property
    def span_words(self) -> str:
        return f"năm {self.period.year}" if self.yearly else self.period.words

    @property
    def next_words(self) -> str:
        return f"năm {self.period.year + 1}" if self.yearly else self.period.next.words

    @property
    def aims(self) -> Aims:
        """A report knows of national targets that were laid down by its signing."""
        national = tuple(one for one in self.catalogue.national if one.date <= self.dates.signing)
        span = YEAR if self.yearly else HALF
        return Aims(self.figures, self.units, span, self.period.year, self.own_targets, national)

    @property
    def number(self) -> str:
        return number_line(f"BC-{self.association.abbreviation}")


def write_report(report: Report) -> bytes:
    """The report as a .docx; equal reports give equal bytes.

    DeclarationError where a sentence of report.toml cannot be rendered.
    """
    wording = _wording(report)
    kind, subject = _titles(report, wording)
    document = OfficialDocument(_properties(report, subject))
    document.add(*_front(report, wording, kind, subject))
    document.add(*_results(report, wording), *_limits(report, wording), *_restatement(report))
    document.add(*_tasks(report), *_requests(report), *_close(report))
    document.start_annex()
    document.add(*_annex(report))
    return document.to_bytes()


def _wording(report: Report) -> Wording:
    words = {
        "year": report.period.year,
        "association": report.association.name,
        "area": report.association.area,
        "span_words": report.span_words,
        "next_words": report.next_words,
        "cut_off": day_words(report.dates.cut_off),
        "received": report.received,
        "expected": report.expected,
        "missing": ", ".join(report.missing),
        "incomplete": ", ".join(report.incomplete),
    }
    return Wording(report.catalogue, report.aims, words)


def _titles(report: Report, wording: Wording) -> tuple[str, str]:
    plan = report.catalogue.report
    name = "title_second_half" if report.yearly else "title_first_half"
    kind, subject = plan.title_second_half if report.yearly else plan.title_first_half
    return wording.paragraph([kind], name), wording.paragraph([subject], name)


def _properties(report: Report, subject: str) -> Properties:
    return Properties(
        title=subject,
        author=report.association.name,
        identifier=str(report.period),
        version=str(report.version),
        day=report.dates.signing,
    )


def _front(report: Report, wording: Wording, kind: str, subject: str) -> list[Block]:
    ours = report.association
    dated = f"{ours.place}, ngày {day_words(report.dates.signing)}"
    addressee = [Line(f"Kính gửi: {ours.addressee}", "Subtitle")] if ours.addressee else []
    opening = wording.paragraph(report.catalogue.report.opening, "opening")
    return [
        head(ours.parent, ours.name, report.number, dated),
        *title(kind, subject),
        *addressee,
        Line(opening, "BodyText"),
        *_paragraphs(_replaces(report)),
    ]


def _replaces(report: Report) -> list[str]:
    """The report that this one takes the place of, and where it says what changed."""
    if report.replaces is None:
        return []
    before = f"đề ngày {day_words(report.replaces.signing)} (lần {report.replaces.version})"
    what = "không có số liệu nào thay đổi"
    if any(not one.breakdown for one in report.restated):
        what = f"các số liệu được điều chỉnh nêu tại mục {_restated_at(report)} Phần I"
    return [f"Báo cáo này thay thế Báo cáo {report.span_words} {before}; {what}."]


def _restated_at(report: Report) -> int:
    """The number of the section that comes after the results and the limits."""
    return len(report.catalogue.report.results) + 2


def _tables(sections: Iterable[ReportSection]) -> int:
    return sum(1 for one in sections if one.table)


def _restatement(report: Report) -> list[Block]:
    table = restatement_table(report.restated, report.catalogue, TEXT_WIDTH)
    if table is None:
        return []
    told = "Các số liệu sau đây khác với số đã nêu trong những báo cáo trước; báo cáo này dùng số ở cột “Nay”."
    return [
        Line(f"{_restated_at(report)}. Điều chỉnh số liệu", "Heading2"),
        *_paragraphs([told]),
        Line(f"Bảng {_tables(report.catalogue.report.results) + 1}. Điều chỉnh số liệu", "Caption"),
        table,
        Line(style="Note"),
    ]


def _results(report: Report, wording: Wording) -> list[Block]:
    blocks: list[Block] = [_part("I", f"Kết quả thực hiện {report.span_words}")]
    tables = ResultsTables(report.catalogue, report.aims)
    sections = report.catalogue.report.results
    for number, section in enumerate(sections, 1):
        blocks += _section(wording, tables, number, _tables(sections[:number]), section)
    return blocks


def _section(wording: Wording, tables: ResultsTables, number: int, table: int, section: ReportSection) -> list[Block]:
    prose = wording.paragraph(section.sentences, f"results {number} ({section.title})")
    blocks: list[Block] = [Line(f"{number}. {section.title}", "Heading2")]
    if prose:
        blocks.append(Line(prose, "BodyText"))
    if section.table:
        caption = Line(f"Bảng {table}. {section.title}", "Caption")
        blocks += [caption, tables.table(section.table, TEXT_WIDTH), Line(style="Note")]
    return blocks


def _limits(report: Report, wording: Wording) -> list[Block]:
    plan = report.catalogue.report
    prose = wording.paragraph(plan.limits, "limits")
    limits, causes = _grouped(report.narratives, "limits"), _grouped(report.narratives, "causes")
    blocks: list[Block] = [Line(f"{len(plan.results) + 1}. Hạn chế, nguyên nhân", "Heading2")]
    blocks += _paragraphs([prose] if prose else [])
    blocks += [Line("a) Hạn chế", "Heading3"), *_paragraphs(limits)] if limits else []
    letter = "b" if limits else "a"
    blocks += [Line(f"{letter}) Nguyên nhân", "Heading3"), *_paragraphs(causes)] if causes else []
    nothing = _paragraphs(["Các đơn vị không nêu hạn chế, vướng mắc."])
    return blocks if len(blocks) > 1 else [*blocks, *nothing]


def _tasks(report: Report) -> list[Block]:
    lines = _own(report.association.tasks) + _grouped(report.narratives, "tasks")
    nothing = "Các đơn vị không nêu phương hướng, nhiệm vụ riêng."
    return [_part("II", f"Phương hướng, nhiệm vụ {report.next_words}"), *_paragraphs(lines or [nothing])]


def _requests(report: Report) -> list[Block]:
    lines = _own(report.association.requests) + _grouped(report.narratives, "requests")
    return [_part("III", "Kiến nghị, đề xuất"), *_paragraphs(lines or ["Không có kiến nghị, đề xuất."])]


def _close(report: Report) -> list[Block]:
    ours = report.association
    what = f"{report.span_words} và phương hướng, nhiệm vụ {report.next_words}"
    return [
        Line(f"Trên đây là báo cáo kết quả công tác {what} của {ours.name}./.", "BodyText", keep=True),
        signature(ours.authority, ours.title, ours.signatory, _recipients(ours.recipients)),
    ]


def _annex(report: Report) -> list[Block]:
    plan, ours, day = report.catalogue.report, report.association, report.dates.signing
    number = report.number.removeprefix("Số:")
    attached = f"(Kèm theo Báo cáo số{number} ngày {day_words(day)} của {ours.name})"
    return [
        Line("Phụ lục", "Title"),
        Line(f"Số liệu theo đơn vị, {report.period.words}".upper(), "Subtitle"),
        Line(attached, align="center", italic=True),
        Line(style="Note"),
        annex_table(plan.annex, report.catalogue, report.figures, report.units, LANDSCAPE_WIDTH),
        Line("Ghi chú: “…” là chưa có số liệu; ô để trống là chỉ tiêu không thu thập ở đơn vị đó.", "Note", keep=True),
        *([Line(f"Mã kiểm chứng số liệu: {report.audit}", "Note")] if report.audit else []),
    ]


def _part(number: str, words: str) -> Line:
    return Line(f"{number}. {words.upper()}", "Heading1")


def _paragraphs(texts: Iterable[str]) -> list[Block]:
    return [Line(text, "BodyText") for text in texts]


def _own(texts: Iterable[str]) -> list[str]:
    return [f"- {_sentence(tidy(text))}" for text in texts]


def _sentence(text: str) -> str:
    """``text`` ended like a sentence."""
    return text if text.endswith((".", "!", "?", "…")) else f"{text.rstrip(';,:')}."


def _grouped(narratives: Narratives, key: str) -> list[str]:
    """One line per text, in the order they were first given; equal texts of several units are one."""
    units: dict[str, list[str]] = {}
    for unit, text in narratives.get(key, ()):
        if said := tidy(text):
            units.setdefault(said, []).append(unit)
    return [_said_by(text, list(dict.fromkeys(names))) for text, names in units.items()]


def _said_by(text: str, names: list[str]) -> str:
    if len(names) > _NAMED_UNITS:
        return f"- {len(names)} đơn vị nêu: {_sentence(text)}"
    return f"- {text.rstrip('.;,: ')} ({', '.join(names)})."


def _recipients(names: Iterable[str]) -> list[str]:
    """The lines below Nơi nhận; the last one is always the archive."""
    lines = [name.strip().lstrip("-–").strip().rstrip(";.") for name in names]
    if not any(line.startswith("Lưu") for line in lines):
        lines.append(_ARCHIVE)
    return [f"- {line};" for line in lines[:-1]] + [f"- {lines[-1]}."]
