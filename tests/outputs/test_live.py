"""Text of which some pieces are live: what a reader sees never depends on the marks, and nobody else's text has any."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.citation import Citation, Shown
from domain.figure import FigureKey
from outputs.live import Citing, Piece, foreign, is_prose, live, pieces, plain

MARKS = "\ue000\ue001\ue002"
CLEAN = st.text(st.characters(exclude_characters=MARKS, exclude_categories=["Cs"]), max_size=8)
HOSTILE = st.text(st.one_of(st.sampled_from(MARKS), st.characters(exclude_categories=["Cs"])), max_size=12)
KEYS = st.sampled_from(("2022H1.1:hoi_vien", "2022H1.1:.received", "2022H1.1:lop@3~h=change"))


def test_a_live_piece_stands_between_what_is_nobodys() -> None:
    text = f"Có {live('k', '33.812')} hội viên"
    assert pieces(text) == [Piece(None, "Có "), Piece("k", "33.812"), Piece(None, " hội viên")]
    assert plain(text) == "Có 33.812 hội viên"


def test_live_pieces_side_by_side_stay_two() -> None:
    assert pieces(live("a", "1") + live("b", "2")) == [Piece("a", "1"), Piece("b", "2")]


def test_what_is_live_in_a_live_piece_is_part_of_the_whole() -> None:
    inner = f"tăng {live('inner', '3')} lớp"
    assert pieces(live("outer", inner)) == [Piece("outer", "tăng 3 lớp")]
    assert pieces(live("a", live("b", live("c", "1")))) == [Piece("a", "1")]


@pytest.mark.parametrize("text", ["", MARKS, live("k", "")])
def test_nothing_is_never_live(text: str) -> None:
    assert pieces(text) == pieces(live("k", text)) == []


@given(st.lists(st.tuples(st.one_of(st.none(), KEYS), CLEAN), max_size=6))
def test_pieces_put_together_come_apart_as_they_were(parts: list[tuple[str | None, str]]) -> None:
    text = "".join(live(key, said) if key else said for key, said in parts)
    assert plain(text) == "".join(said for _, said in parts)
    assert "".join(piece.text for piece in pieces(text)) == plain(text)
    assert [tuple(piece) for piece in pieces(text) if piece.key] == [(key, said) for key, said in parts if key and said]


@given(HOSTILE, KEYS)
def test_no_mark_of_a_text_that_somebody_wrote_is_ever_seen_or_believed(text: str, key: str) -> None:
    assert not set(foreign(text)) & set(MARKS) and not set(plain(text)) & set(MARKS)
    assert all(one.text and not set(one.text) & set(MARKS) for one in pieces(text))
    assert all(one.key is None for one in pieces(foreign(text)))
    assert {one.key for one in pieces(live(key, text))} <= {key}
    assert {one.key for one in pieces(f"{foreign(text)}{live(key, '5')}{foreign(text)}")} <= {None, key}


def test_a_forged_figure_in_a_units_words_is_only_words() -> None:
    forged = live("2022H1.1:hoi_vien", "99.999")
    (said,) = pieces(Citing("2022H1", 1).said("limits", "1a" * 32, f"Có {forged}"))
    assert said.text == "Có 99.999" and is_prose(said.key or "")


@pytest.mark.parametrize(
    ("key", "prose"),
    [
        ("2022H1.1:.limits@1a1a1a1a.5ee2f3c4", True),
        (".limits@5ee2f3c4", False),  # no key of a report's
        ("2022H1.1:.received", False),
        ("2022H1.1:hoi_vien@3", False),
        ("2022H1.1:hoi_vien", False),
        ("2022H1.1:hoi_vien@.limits@1", False),
        ("", False),
    ],
)
def test_somebodys_words_are_told_from_figures(key: str, prose: bool) -> None:
    assert is_prose(key) is prose


def test_a_figure_is_live_under_its_citation_and_a_word_of_the_report_under_its_name() -> None:
    citing = Citing("2022H1", 2)
    key = FigureKey("gdht_cong_nhan", scope="3")
    (figure,) = pieces(citing.figure(key, "84,21", Shown.SHARE, 2021, "gdht_tong"))
    assert figure.key == Citation("2022H1", 2, key, Shown.SHARE, 2021, "gdht_tong").key
    assert pieces(citing.word("received", "47")) == [Piece("2022H1.2:.received", "47")]


def test_the_same_words_have_the_same_hash_in_whatever_file_they_stand() -> None:
    citing = Citing("2022H1", 1)
    one, other, another = (
        pieces(citing.said("limits", source * 32, text))[0].key or ""
        for source, text in (("1a", "Thiếu kinh phí."), ("2b", "Thiếu kinh phí."), ("1a", "Thiếu người."))
    )
    assert one.startswith("2022H1.1:.limits@1a1a1a1a.") and len(one) <= 64
    assert one.rpartition(".")[2] == other.rpartition(".")[2] != another.rpartition(".")[2]
