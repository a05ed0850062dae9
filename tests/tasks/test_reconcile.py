"""A text against closed figures: what it says of itself, of another time or place, and the published review."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from domain.catalogue import Catalogue
from domain.figure import YEAR, Figure, FigureKey, Figures
from domain.half_year import HalfYear
from domain.prose.claim import Claim, Verdict
from domain.vietnamese import grouped
from tasks.article import read_article
from tasks.home import Home
from tasks.reconcile import ground_of, reconcile
from tests.tasks.ground import PERIOD, ground

PUBLISHED = Path(__file__).parents[3] / "shared" / "seed" / "son-la-2022h1.txt"
FIGURES = [
    ("15 Hội", "hoi_co_so"),
    ("188 chi hội", "chi_hoi"),
    ("33 Ban", "ban_khuyen_hoc"),
    ("gần 34.000", "hoi_vien"),
    ("20.576 hộ", "gdht_dang_ky"),
    ("17 dòng họ", "dhht_dang_ky"),
    ("12 xã, phường", "cdht_xa_dang_ky"),
    ("76 cơ quan", "dvht_dang_ky"),
    ("31 lớp", "lop"),
    ("trên 1.600", "hoc_vien"),
    ("615 nhà giáo", "nha_giao_kt"),
    ("trên 12.000", "hoc_sinh_kt"),
    ("gần 500 triệu", "tien_kt"),
]
published = pytest.mark.skipif(not PUBLISHED.exists(), reason=f"{PUBLISHED.name} is not on this machine")


def _number(said: str, change: Callable[[int], int]) -> str:
    return re.sub(r"\d[\d.]*\d|\d", lambda found: grouped(change(int(found[0].replace(".", "")))), said, count=1)


def _turned(said: str) -> str:
    other = {"gần": "trên", "trên": "gần"}
    word = said.partition(" ")[0]
    return said.replace(word, other[word], 1) if word in other else f"gần {said}"


def _dropped(said: str) -> str:
    return re.sub(r"^(?:gần|trên) ", "", said) if re.match(r"gần|trên", said) else f"trên {said}"


MUTATIONS: dict[str, Callable[[str], str]] = {
    "twice and one": lambda said: _number(said, lambda n: 2 * n + 1),
    "a tenth": lambda said: _number(said, lambda n: n // 10 + 2),
    "another qualifier, or one that was none": _turned,
    "no qualifier, or one that was none": _dropped,
}


@pytest.fixture
def article() -> str:
    return PUBLISHED.read_text(encoding="utf-8")


def _code(claim: Claim) -> str | None:
    return claim.indicator.code if claim.indicator else None


def _verdicts(text: str, catalogue: Catalogue) -> list[Claim]:
    return reconcile(ground(catalogue), text)


@published
def test_the_published_review_has_its_13_figures_and_all_agree(catalogue: Catalogue, article: str) -> None:
    found = _verdicts(article, catalogue)
    assert [(_code(one), one.verdict) for one in found] == [(code, Verdict.AGREES) for _, code in FIGURES]
    assert all(one.mention.text.startswith(said) for one, (said, _) in zip(found, FIGURES, strict=True))


@published
@pytest.mark.parametrize("mutation", MUTATIONS)
@pytest.mark.parametrize(("said", "code"), FIGURES)
def test_one_figure_changed_in_it_is_the_one_that_disagrees(
    catalogue: Catalogue, article: str, said: str, code: str, mutation: str
) -> None:
    changed = MUTATIONS[mutation](said)
    assert article.count(said) == 1 and changed != said
    wrong = [one for one in _verdicts(article.replace(said, changed), catalogue) if one.verdict is not Verdict.AGREES]
    assert [(_code(one), one.verdict) for one in wrong] == [(code, Verdict.DISAGREES)]


@published
def test_it_reads_the_same_however_its_letters_are_put_together(catalogue: Catalogue, article: str) -> None:
    usual = [(one.mention.text, one.verdict) for one in _verdicts(article, catalogue)]
    for spelt in (unicodedata.normalize("NFD", article), article.replace("\n", "\r\n"), article.replace(" ", "\xa0")):
        assert [(one.mention.text, one.verdict) for one in _verdicts(spelt, catalogue)] == usual


def _why(catalogue: Catalogue, text: str) -> list[tuple[str, str, str]]:
    return [(one.mention.text, one.verdict.value, one.why) for one in _verdicts(text, catalogue)]


def test_a_percentage_is_held_against_its_own_two_numbers(catalogue: Catalogue) -> None:
    registered = "Có 9.175 hộ nuôi gà, 4.820 hộ nuôi vịt (chiếm tỷ lệ 52,6%)."
    assert _why(catalogue, registered)[-1] == ("52,6%", "disagrees", "4.820/9.175 is 52,53%")
    assert _why(catalogue, registered.replace("52,6", "31,2"))[-1][1] == "unknown"
    assert _why(catalogue, "22/41 tổ dân phố múa hát, đạt 53,65%.")[-1] == (
        "53,65%",
        "disagrees",
        "truncated, not rounded: 22/41 is 53,66%",
    )


def test_a_share_of_more_than_all_disagrees_unless_it_is_of_a_plan(catalogue: Catalogue) -> None:
    assert _why(catalogue, "91/74 đội bóng dự giải.")[0][1:] == ("disagrees", "91 of 74 is more than all")
    assert _why(catalogue, "91/74 đội bóng, vượt kế hoạch.")[0][1] == "unknown"


@pytest.mark.parametrize(
    ("text", "added"),
    [
        ("Tổng số 188 chi hội, trong đó 100 chi hội thôn, 80 chi hội trường học, 10 chi hội cơ quan.", "190"),
        ("Có 188 chi hội, gồm: 100 ở thôn, 70 ở trường học, 8 ở cơ quan.", "178"),
    ],
)
def test_parts_that_do_not_add_up_make_their_total_disagree(catalogue: Catalogue, text: str, added: str) -> None:
    wrong = [one for one in _why(catalogue, text) if one[1] == "disagrees"]
    assert wrong == [("188 chi hội", "disagrees", f"its parts add up to {added}")]


@pytest.mark.parametrize(
    "text",
    [
        "Tổng số 188 chi hội, trong đó 100 chi hội thôn, 80 chi hội trường học, 8 chi hội cơ quan.",
        "Có 33.872 hội viên, trong đó 20.000 hội viên nữ, 19.000 hội viên là đảng viên.",
        "Có 188 chi hội, trong đó có 100 chi hội thôn, 40 chi hội trường học.",
    ],
)
def test_parts_that_add_up_or_need_not_are_left(catalogue: Catalogue, text: str) -> None:
    assert "disagrees" not in {verdict for _, verdict, _ in _why(catalogue, text)}


def test_more_recognised_than_registered_disagrees_of_one_year_alone(catalogue: Catalogue) -> None:
    said = "Có 74 cộng đồng đăng ký, 91 cộng đồng được công nhận."
    assert _why(catalogue, said)[-1] == ("91 cộng đồng", "disagrees", "more than the 74 that were registered")
    assert (
        _why(catalogue, "Năm 2022 có 74 cộng đồng đăng ký, năm 2021 có 91 cộng đồng được công nhận.")[-1][1]
        == "unknown"
    )


def test_the_time_a_paragraph_begins_with_is_that_of_its_sentences(catalogue: Catalogue) -> None:
    told = "Năm 2020, phong trào phát triển. Có 30.000 hội viên. Đến nay có 33.872 hội viên."
    assert [one[1] for one in _why(catalogue, told)] == ["unknown", "agrees"]
    assert [one[1] for one in _why(catalogue, told.replace(". Có", ".\nCó"))] == ["disagrees", "agrees"]


def test_the_items_of_a_list_are_told_by_the_line_above_it(catalogue: Catalogue) -> None:
    told = "Kết quả đăng ký các mô hình:\n- Gia đình học tập: 20.576 hộ;\n- Dòng họ học tập: 18 dòng họ.\n"
    found = _verdicts(told, catalogue)
    assert [(_code(one), one.verdict.value) for one in found] == [
        ("gdht_dang_ky", "agrees"),
        ("dhht_dang_ky", "disagrees"),
    ]


def test_two_indicators_that_fit_equally_well_are_neither(catalogue: Catalogue) -> None:
    (one,) = _verdicts("Toàn thành phố có 27.810 hộ.", catalogue)
    assert (one.indicator, one.verdict) == (None, Verdict.UNKNOWN)


def test_a_unit_is_held_against_its_own_figure(catalogue: Catalogue) -> None:
    told = "Phường Chiềng Lề có {} hội viên."
    assert [_why(catalogue, told.format(said))[0][1] for said in ("3.683", "33.872")] == ["agrees", "disagrees"]
    assert _why(catalogue, "Phường Chiềng Lề và phường Tô Hiệu có 6.290 hội viên.")[0][1] == "unknown"
    nowhere = _why(catalogue, "Xã Mường Bú có 33.872 hội viên.")[0]
    assert nowhere[1] == "unknown" and nowhere[2].startswith("'Xã Mường Bú' is none of the units")


def test_a_second_half_is_reviewed_with_its_year(catalogue: Catalogue) -> None:
    keys = [FigureKey("lop"), FigureKey("lop", span=YEAR)]
    figures = Figures(Figure(key, value, None, 1, 1, "done") for key, value in zip(keys, (29, 60), strict=True))
    second = replace(ground(catalogue), period=HalfYear(2022, 2), figures=figures)
    told = {
        "Năm 2022 đã mở 60 lớp học cộng đồng.": "agrees",
        "Đã mở 60 lớp học cộng đồng.": "agrees",
        "Trong 6 tháng cuối năm đã mở 29 lớp học cộng đồng.": "agrees",
        "Trong 6 tháng cuối năm đã mở 60 lớp học cộng đồng.": "disagrees",
        "6 tháng đầu năm 2022 đã mở 31 lớp học cộng đồng.": "unknown",
        "Cả năm đã mở 60 lớp học cộng đồng.": "agrees",
        "Cả năm đã mở 29 lớp học cộng đồng; 6 tháng cuối năm phong trào sôi nổi.": "disagrees",
        "6 tháng cuối năm phong trào sôi nổi. Đã mở 29 lớp học cộng đồng.": "agrees",
    }
    assert {text: one.verdict.value for text in told for one in reconcile(second, text)} == told


def test_the_report_that_was_issued_disagrees_with_nothing(sample_home: Path) -> None:
    home = Home.open(sample_home)
    article = read_article(home, sample_home / "reports" / "2022H1" / "bao-cao-2022H1-v1.docx")
    found = reconcile(ground_of(home, PERIOD), article.text)
    home.warehouse.close()
    assert article.tables > 0
    assert [one.mention.text for one in found if one.verdict is Verdict.DISAGREES] == []
    assert sum(one.verdict is Verdict.AGREES for one in found) >= 30
