"""Keys of figures: what is made of a citation gives it back, and nothing else does."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.catalogue import Catalogue, Indicator
from domain.citation import LONGEST, LONGEST_CODE, Citation, Shown
from domain.figure import ALL, HALF, ITSELF, PLAN, SAME_HALF, YEAR, YEAR_END, FigureKey

P = "2022H1"

CODES = st.text(string.ascii_lowercase + string.digits + "_", min_size=1, max_size=LONGEST_CODE)
SCOPES = st.one_of(st.just(ALL), st.integers(1, 99_999).map(str))
FIGURES = st.builds(
    FigureKey,
    CODES,
    st.one_of(st.just(""), st.text("abcdefgh_", min_size=1, max_size=6)),
    SCOPES,
    st.sampled_from((ITSELF, SAME_HALF, YEAR_END, PLAN)),
    st.sampled_from((HALF, YEAR)),
)
CITATIONS = st.builds(
    Citation,
    st.builds(lambda year, half: f"{year}H{half}", st.integers(2000, 2099), st.sampled_from((1, 2))),
    st.integers(1, 99),
    FIGURES,
    st.sampled_from(list(Shown)),
    st.one_of(st.none(), st.integers(2000, 2099)),
    st.one_of(st.just(""), CODES),
    st.one_of(st.just(""), st.just("2021H2.1")),
)

KEYS = [
    (Citation(P, 1, FigureKey("hoi_vien")), "2022H1.1:hoi_vien"),
    (Citation(P, 12, FigureKey("hoi_vien", scope="31")), "2022H1.12:hoi_vien@31"),
    (Citation(P, 1, FigureKey("hoi_vien", comparison=SAME_HALF), Shown.CHANGE), "2022H1.1:hoi_vien~h=change"),
    (Citation(P, 1, FigureKey("hoi_vien", comparison=YEAR_END)), "2022H1.1:hoi_vien~e"),
    (Citation(P, 1, FigureKey("hoi_vien", comparison=PLAN, span=YEAR), Shown.PLAN), "2022H1.1:hoi_vien~p+y=plan"),
    (Citation(P, 1, FigureKey("lop"), Shown.UNITS), "2022H1.1:lop=units"),
    (
        Citation(P, 1, FigureKey("gdht_dang_ky"), Shown.SHARE, whole="gdht_tong"),
        "2022H1.1:gdht_dang_ky/gdht_tong=share",
    ),
    (Citation(P, 1, FigureKey("gdht_cong_nhan"), of_year=2021), "2022H1.1:gdht_cong_nhan!2021"),
    (Citation(P, 1, FigureKey("dvht", "truong")), "2022H1.1:dvht[truong]"),
    (Citation(P, 2, FigureKey("lop"), Shown.BEFORE, printed_in="2021H2.1"), "2022H1.2:lop>2021H2.1=before"),
    (Citation("2021H2", 1, FigureKey("hoc_vien", span=YEAR)), "2021H2.1:hoc_vien+y"),
]


@pytest.mark.parametrize(("citation", "key"), KEYS, ids=[key for _, key in KEYS])
def test_a_key_reads_as_what_it_is_of(citation: Citation, key: str) -> None:
    assert (citation.key, Citation.parse(key)) == (key, citation)


@given(CITATIONS)
def test_a_citation_comes_back_from_its_key(citation: Citation) -> None:
    key = f"{citation.period}.{citation.version}:{citation.within}"
    assert Citation.parse(key) == citation
    if len(key) > LONGEST:
        with pytest.raises(ValueError, match=f"wanted at most {LONGEST}"):
            assert citation.key
    else:
        assert citation.key == key


@given(st.lists(CITATIONS, min_size=2, max_size=2, unique=True))
def test_two_figures_never_share_a_key(two: list[Citation]) -> None:
    one, other = (f"{it.period}.{it.version}:{it.within}" for it in two)
    assert one != other


def test_the_key_of_a_figure_is_as_long_as_word_keeps_a_tag() -> None:
    longest = Citation(P, 1, FigureKey("a" * (LONGEST - len("2022H1.1:"))))
    assert len(longest.key) == LONGEST
    with pytest.raises(ValueError, match="has 65 characters; wanted at most 64: shorten the codes in it"):
        assert Citation(P, 10, longest.figure).key


def test_the_longest_key_of_a_share_has_room() -> None:
    """Of two indicators with the longest codes, in points against last year."""
    code = "a" * LONGEST_CODE
    figure = FigureKey(code, comparison=SAME_HALF, span=YEAR)
    assert len(Citation(P, 9, figure, Shown.POINTS, whole=code).key) <= LONGEST


def test_every_share_of_the_shipped_catalogue_has_room_in_whatever_year_and_version(catalogue: Catalogue) -> None:
    shares = [one for one in catalogue.indicators if one.denominator]
    assert shares
    for one in shares:
        figure = FigureKey(one.code, comparison=SAME_HALF, span=YEAR)
        assert Citation(P, 99, figure, Shown.POINTS, 2021, one.denominator or "").key


def test_a_code_for_which_a_key_has_no_room_is_no_indicators(catalogue: Catalogue) -> None:
    told = catalogue.indicators[0].model_dump()
    assert Indicator.model_validate(told | {"code": "a" * LONGEST_CODE})
    with pytest.raises(ValidationError, match="at most 21 characters"):
        Indicator.model_validate(told | {"code": "a" * (LONGEST_CODE + 1)})


@pytest.mark.parametrize(
    "key",
    [
        "",
        "hoi_vien",
        "2022H1:hoi_vien",
        "2022H3.1:hoi_vien",
        "2022H1.1:",
        "2022H1.1:.received",
        "2022H1.1:.limits@1a1a1a1a.5ee2f3c4",
        "2022H1.1:hoi_vien=much",
        "2022H1.1:hoi_vien=",
        "2022H1.1:hoi_vien~x",
        "2022H1.1:hoi_vien\n",
        " 2022H1.1:hoi_vien",
        "2022H1.1:hoi_vien@",
        "2022H1.1:hoi_vien[]",
        "2022H1.01:hoi_vien",
        "2022H1.1:hoi_vien@all",
        "2022H1.1:hoi_vien!0",
        "2022H1.1:hoi_vien!02021",
        "２０２２H1.1:hoi_vien",
        "2022H1.1:hoi_vien+y~h",
    ],
)
def test_what_no_citation_gives_is_refused_by_name(key: str) -> None:
    with pytest.raises(ValueError, match=r"is none of a report's; wanted PERIOD\.VERSION:INDICATOR") as caught:
        Citation.parse(key)
    assert repr(key) in str(caught.value)
