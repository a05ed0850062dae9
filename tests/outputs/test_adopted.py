"""Edited prose in a report: it comes back whole where soket would say the same, and nothing of ours is lost for it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outputs.adopted import PROSE, Adopted, Run, anchors, is_fixed, own_runs, with_adopted, within
from outputs.live import Piece, live, pieces, plain
from outputs.report_body import body
from outputs.word_table import Block, Cell, Line, Table
from tests.outputs.handmade import handmade_report, measured

TABLE = Table((10.0,), ((Cell((Line("1"),)),),), 1)
KEY = "2022H1.1:lop"


def prose(*texts: str, keep: bool = False) -> list[Block]:
    return [Line(text, PROSE, keep=keep) for text in texts]


def section(*blocks: Block) -> list[Block]:
    return [Line("1. Học tập", "Heading2"), *blocks]


def ours(text: str = f"Mở {live(KEY, '31')} lớp.") -> list[Block]:
    return section(*prose(text))


def adopted(said: Sequence[str], blocks: Sequence[Block] | None = None) -> Adopted:
    return Adopted({"Học tập#1": Run(tuple(said), own_runs(blocks or ours())["Học tập#1"])})


def texts(blocks: Sequence[object]) -> list[str]:
    return [plain(block.text) for block in blocks if isinstance(block, Line)]


def test_a_run_comes_back_with_the_figures_of_now() -> None:
    now = ours(f"Mở {live('2022H1.2:lop', '35')} lớp.")
    found, left = with_adopted(now, adopted([f"Đã mở được {live('lop', '31')} lớp.", "Rất tốt."]))
    assert texts(found) == ["1. Học tập", "Đã mở được 35 lớp.", "Rất tốt."] and left == ()
    line = found[1]
    assert isinstance(line, Line) and pieces(line.text)[1] == Piece("2022H1.2:lop", "35") and line.style == PROSE


@pytest.mark.parametrize(
    "now",
    [
        f"Mở {live(KEY, '31')} lớp ({live(KEY + '=units', '3/4')} đơn vị).",
        "Mở lớp.",
        f"Mở {live(KEY, '31')} lớp ở 5 xã.",
        f"Mở {live(KEY, '31')} lớp (Hội A).",
        f"{live(KEY, '31')} Mở  lớp.",
    ],
    ids=["a gap", "no figure", "a number", "a name", "the order"],
)
def test_a_run_in_which_soket_would_say_something_else_now_is_left_as_soket_says_it(now: str) -> None:
    found, left = with_adopted(ours(now), adopted([f"Đã mở {live('lop', '31')} lớp."]))
    assert texts(found) == ["1. Học tập", plain(now)] and left == ("Học tập#1",)


def test_a_run_with_a_figure_that_is_not_there_is_left_out_and_never_a_crash() -> None:
    found, left = with_adopted(ours(), adopted([f"Đã mở {live('hoc_vien', '31')} lớp."]))
    assert texts(found) == texts(ours()) and left == ("Học tập#1",)


def test_a_place_that_is_no_more_is_told() -> None:
    found, left = with_adopted(section(TABLE), adopted(["Đã mở."]))
    assert found == section(TABLE) and left == ("Học tập#1",)


def test_figures_that_are_said_twice_come_back_in_their_order_and_the_last_as_often_as_it_is_said() -> None:
    now = ours(f"{live(KEY, 'gần 30')} lớp, đúng là {live(KEY, '29')} lớp.")
    said = " ".join(live("lop", "?") for _ in range(3))
    found, _ = with_adopted(now, adopted([said], now))
    assert texts(found)[1] == "gần 30 29 29"


def test_a_units_words_stay_as_they_were_edited_under_the_key_of_now() -> None:
    key = "2022H1.1:.limits@1a1a1a1a.5ee2f3c4"
    before, now = (ours(f"- {live(of, 'Thiếu người')}.") for of in (key, "2022H1.2:.limits@2b2b2b2b.5ee2f3c4"))
    found, left = with_adopted(now, adopted([f"- {live(within(key), 'Còn thiếu người')}."], before))
    line = found[1]
    assert left == () and isinstance(line, Line)
    assert pieces(line.text)[1] == Piece("2022H1.2:.limits@2b2b2b2b.5ee2f3c4", "Còn thiếu người")


def test_the_line_above_the_signature_stays_with_it() -> None:
    now = section(*prose("Không có."), *prose("Trên đây là báo cáo./.", keep=True))
    found, _ = with_adopted(now, adopted(["Không.", "Hết.", "Trên đây./."], now))
    assert [line.keep for line in found if isinstance(line, Line) and line.style == PROSE] == [False, False, True]


@pytest.mark.parametrize(
    ("blocks", "wanted"),
    [
        ([("1. A", False), (None, True), (None, True)], [None, "A#1", "A#1"]),
        ([("1. A", False), (None, True), (None, False), (None, True)], [None, "A#1", None, "A#2"]),
        ([(None, True), ("II. A", False), ("a) B", False), (None, True)], ["#1", None, None, "B#1"]),
        ([("10) A", False), (None, True), ("A", False), (None, True)], [None, "A#1", None, "A#2"]),
    ],
)
def test_a_place_is_named_by_its_heading_without_its_number(
    blocks: list[tuple[str | None, bool]], wanted: list[str | None]
) -> None:
    assert list(anchors(blocks)) == wanted


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        (live("2022H1.1:.replaces", "Báo cáo này thay thế."), True),
        (live("2022H1.1:.replaces", "Báo cáo này thay thế.") + " ", True),
        (f"- {live(KEY, '31')}", False),
        ("Không có.", False),
        ("", False),
        (live("2022H1.1:.limits@1a1a1a1a.5ee2f3c4", "Thiếu người"), False),
    ],
)
def test_a_paragraph_that_is_one_control_is_no_prose_but_for_a_units_words(text: str, fixed: bool) -> None:
    assert is_fixed(pieces(text)) is fixed


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        ("2022H1.1:lop~h=change", "lop~h=change"),
        ("2022H1.1:.received", ".received"),
        ("2022H1.1:hoi_vien@3", "hoi_vien@3"),
        ("2022H1.1:.limits@1a1a1a1a.5ee2f3c4", ".limits@5ee2f3c4"),
        ("lop", "lop"),
        (".limits@5ee2f3c4", ".limits@5ee2f3c4"),
    ],
)
def test_a_key_is_the_same_in_every_version_and_of_a_units_words_in_every_file(key: str, wanted: str) -> None:
    assert within(key) == within(within(key)) == wanted


@pytest.mark.long
@given(st.data())
def test_a_report_adopted_as_it_stands_is_the_same_report(data: st.DataObject) -> None:
    blocks = body(measured(handmade_report()))
    own = own_runs(blocks)
    names = data.draw(st.sets(st.sampled_from(sorted(own))))
    runs: dict[str, list[str]] = {}
    places = anchors(
        (plain(it.text) if isinstance(it, Line) and it.style.startswith("Heading") else None, _is_prose(it))
        for it in blocks
    )
    for anchor, block in zip(places, blocks, strict=True):
        if anchor in names and isinstance(block, Line):
            runs.setdefault(anchor, []).append(_within(block.text))
    found, left = with_adopted(blocks, Adopted({name: Run(tuple(said), own[name]) for name, said in runs.items()}))
    assert left == () and texts(found) == texts(blocks)


def _is_prose(block: object) -> bool:
    return isinstance(block, Line) and block.style == PROSE and not is_fixed(pieces(block.text))


def _within(text: str) -> str:
    return "".join(live(within(one.key), one.text) if one.key else one.text for one in pieces(text))
