"""The official letter that sends a unit its forms: what to send, by when, where to, and how to fill it in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from domain.association import Association
from outputs.measure import balanced
from outputs.officedocument import OfficialDocument, Properties, day_words, head, number_line, signature
from outputs.word_table import Block, Line

_SUBJECT = "V/v gửi báo cáo số liệu"
_LEFT = 65.0  # mm, of the head's left side, in which the subject stands
_RECIPIENTS = ("- Như trên;", "- Lưu: VT.")


@dataclass(frozen=True)
class CoveringLetter:
    """``deadline`` is the last day of sending, which is a working day. ``forms`` are the sheet and the name of each
    form asked; ``folder`` is the unit's own in the inbox and
    ``replies`` the one in it that holds our answers. ``number`` and ``day`` are the letter's own, once it has them."""

    association: Association
    unit_name: str
    period: str
    cut_off: date
    deadline: date
    forms: tuple[tuple[str, str], ...]
    workbook: str
    folder: str
    replies: str
    number: str = ""
    day: date | None = None


def write_covering_letter(letter: CoveringLetter) -> bytes:
    """The letter as a .docx, with room for the number and the date that it gets when it is signed. Equal letters
    give equal bytes."""
    ours = letter.association
    document = OfficialDocument(
        Properties(
            title=f"{_SUBJECT} {letter.period}",
            author=ours.name,
            identifier=letter.folder,
            version="1",
            day=letter.cut_off,
        )
    )
    subject = balanced(f"{_SUBJECT} {letter.period}", 12, _LEFT)
    number = number_line(ours.abbreviation, letter.number)
    document.add(head(ours.parent, ours.name, f"{number}\n{subject}", f"{ours.place}, ngày {_day(letter)}"))
    document.add(Line(style="Note"), Line(f"Kính gửi: {letter.unit_name}", align="center", size=14), Line(style="Note"))
    document.add(*_body(letter))
    document.add(signature(ours.authority, ours.title, ours.signatory, _RECIPIENTS))
    return document.to_bytes()


def _day(letter: CoveringLetter) -> str:
    return day_words(letter.day) if letter.day else f"     tháng      năm {letter.cut_off.year}"


def _body(letter: CoveringLetter) -> Iterator[Block]:
    yield _paragraph(
        f"Để tổng hợp báo cáo {letter.period}, {letter.association.name} đề nghị đơn vị gửi số liệu tính đến "
        f"ngày {day_words(letter.cut_off)}, cụ thể như sau:"
    )
    yield from _item(1, "Nội dung gửi", _what(letter))
    yield from _item(2, "Thời hạn", [f"Gửi chậm nhất ngày {day_words(letter.deadline)}."])
    yield from _item(3, "Nơi gửi", _where(letter))
    yield from _item(4, "Cách ghi", _how(letter))
    yield from _item(5, "Sau khi gửi", _after(letter))
    yield from _item(6, "Nơi giải đáp", [_whom(letter)])
    yield _paragraph("Rất mong đơn vị quan tâm, gửi số liệu đầy đủ và đúng hạn./.")


def _what(letter: CoveringLetter) -> Iterator[str]:
    sheets = "; ".join(sheet if sheet == name else f"{sheet} ({name})" for sheet, name in letter.forms)
    yield f"Tệp Excel gửi kèm, {letter.workbook}, gồm {len(letter.forms)} trang: {sheets}."


def _where(letter: CoveringLetter) -> Iterator[str]:
    yield f"Lưu tệp vào thư mục “{letter.folder}” trong thư mục chung của Hội; tên tệp thế nào cũng được."
    yield "Không vào được thư mục chung thì gửi về văn phòng Hội qua thư điện tử, Zalo hoặc USB."
    yield "Bản in có chữ ký, đóng dấu gửi về văn phòng Hội; đơn vị giữ một bản."


def _how(letter: CoveringLetter) -> Iterator[str]:
    yield "- Mở tệp bằng Excel hoặc LibreOffice; nếu phía trên có dòng “Protected View”, bấm “Enable Editing”."
    yield "- Chỉ điền các ô màu vàng; ô tổng và Tổng kiểm tra tự tính; số kỳ trước in sẵn bên cạnh để đối chiếu."
    yield "- Ghi số viết liền, không dấu chấm, dấu phẩy, như 1600; tiền ghi bằng đồng."
    yield "- Không phát sinh ghi 0 hoặc “-”; chưa có số ghi “…”."
    yield "- Không đổi tên cột, tên dòng. Điền xong, bấm Lưu rồi gửi."


def _after(letter: CoveringLetter) -> Iterator[str]:
    yield f"Trả lời cho đơn vị nằm trong thư mục “{letter.replies}”, ngay trong thư mục của đơn vị."
    yield "Có điểm cần sửa thì sửa ngay trên tệp trả lời rồi gửi lại; số đúng mà được xin xem lại thì ghi lý do."


def _whom(letter: CoveringLetter) -> str:
    phone = letter.association.phone
    return f"Văn phòng {letter.association.name}{f', điện thoại {phone}' if phone else ''}."


def _item(number: int, title: str, lines: Iterator[str] | list[str]) -> Iterator[Block]:
    yield Line(f"{number}. {title}", "Heading2", keep=True)
    for line in lines:
        yield _paragraph(line)


def _paragraph(text: str) -> Line:
    return Line(text, "BodyText")
