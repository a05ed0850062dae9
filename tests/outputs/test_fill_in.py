"""A report's controls filled in: the text of these alone, whatever it holds."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outputs.fill_in import fill_in
from outputs.live import live
from outputs.report import write_report
from outputs.stable_zip import pack
from outputs.word_table import Line
from tasks.report_text import read_report
from tests.outputs.handmade import handmade_report

BODY = "word/document.xml"
NUMBER, SIGNED = "2022H1.1:.number", "2022H1.1:.signed"


def document(*texts: str) -> bytes:
    return pack({"a.xml": b"<other/>", BODY: "".join(Line(text).xml() for text in texts).encode()})


def body(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(BODY).decode()


@pytest.fixture(scope="module")
def report() -> bytes:
    return write_report(handmade_report()).document


def test_only_the_text_of_a_control_becomes_another() -> None:
    filled = fill_in(document(f"Số: {live('n', '…')}/BC", live("d", "29 tháng 7")), {"n": "15"})
    assert filled == document(f"Số: {live('n', '15')}/BC", live("d", "29 tháng 7"))


def test_a_control_that_stands_twice_is_filled_twice() -> None:
    text = f"{live('n', '1')} và {live('m', '2')} và {live('n', '3')}"
    assert fill_in(document(text), {"n": "9"}) == document(f"{live('n', '9')} và {live('m', '2')} và {live('n', '9')}")


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Co")), min_size=1, max_size=20))
def test_whatever_is_filled_in_stays_text(text: str) -> None:
    """Of XML, of a pattern, and of the control that is looked for."""
    for said in (text, f"</w:t>{text}", f"{text}&lt;\\1", '<w:tag w:val="d"/><w:t >'):
        filled = fill_in(document(live("n", "1"), live("d", "2")), {"n": said, "d": "3"})
        assert filled == document(live("n", said), live("d", "3"))


@pytest.mark.parametrize("key", ["a&b", 'a"b', "a<b", "a.b", "a(b"])
def test_a_key_is_looked_for_as_it_stands(key: str) -> None:
    filled = fill_in(document(live(key, "1"), live("axb", "1")), {key: "2"})
    assert filled == document(live(key, "2"), live("axb", "1"))


@pytest.mark.parametrize("keys", [["lop"], ["n", "lop"], ["n."]])
def test_a_control_that_is_not_there_is_an_error_by_name(keys: list[str]) -> None:
    with pytest.raises(ValueError, match="is not in the document"):
        fill_in(document(live("n", "1")), dict.fromkeys(keys, "2"))


def test_an_empty_control_never_borrows_the_text_behind_it() -> None:
    empty = live("n", "1").replace("1", " ")
    filled = fill_in(document(f"{empty}{live('d', '2')}"), {"n": "15"})
    assert filled == document(f"{live('n', '15')}{live('d', '2')}")


def test_of_a_real_report_number_and_day_are_all_that_changes(report: bytes) -> None:
    filled = fill_in(report, {NUMBER: "15", SIGNED: "06 tháng 7 năm 2022"})
    was, now = read_report(report), read_report(filled)
    changed = [
        (piece.key, piece.text, other.text)
        for piece, other in zip(was.live(), now.live(), strict=True)
        if piece != other
    ]
    given = [(NUMBER, "\u00a0" * 5, "15"), (SIGNED, "05 tháng 7 năm 2022", "06 tháng 7 năm 2022")]
    assert changed == given * 3, "in the head, and above both annexes"
    assert [one for one in _parts(report) if _parts(report)[one] != _parts(filled)[one]] == [BODY]


def test_the_same_filled_in_twice_is_equal_bytes(report: bytes) -> None:
    texts = {NUMBER: "15", SIGNED: "06 tháng 7 năm 2022"}
    assert fill_in(report, texts) == fill_in(report, texts) == fill_in(fill_in(report, {NUMBER: "7"}), texts)


def _parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}
