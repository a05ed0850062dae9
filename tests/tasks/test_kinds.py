"""The kind of each row of a list, and the rows of each kind beside the parts of the total."""

from __future__ import annotations

from typing import Any

import pytest

from domain.catalogue import Catalogue
from outputs.blank_form import write_workbook
from tasks.kinds import kinds_of
from tests.homes import good_branches
from tests.tasks.apart import apart
from tests.tasks.submitted import filled, planned, read_here, recognise, submissions


@pytest.mark.parametrize(
    ("text", "member"),
    [
        ("thôn, tổ dân phố", "thon"),
        ("THÔN", "thon"),
        ("Tổ  dân phố", "thon"),
        ("bản", "thon"),
        ("thôn, bản", "thon"),
        ("tổ/bản", "thon"),
        ("Trường học", "truong"),
        ("cơ quan", "co_quan"),
        ("dòng họ", "dong_ho"),
        ("thôn và trường học", None),
        ("câu lạc bộ", None),
        ("3", None),
        ("", None),
        (" , ", None),
    ],
)
def test_a_text_names_one_member_of_an_axis_or_none(catalogue: Catalogue, text: str, member: str | None) -> None:
    assert catalogue.axis_by_code["loai_chi_hoi"].member(text) == member


def sent(catalogue: Catalogue, *kinds: str | None, **changes: Any) -> Any:
    branches = [{**one, "loai": kind} for one, kind in zip(good_branches(len(kinds)), kinds, strict=True)]
    sheets = read_here(write_workbook(planned(catalogue, filled(branches=branches, **changes))))
    return recognise(catalogue, sheets)


def test_what_names_no_member_stays_as_it_was_written(catalogue: Catalogue) -> None:
    kinds = kinds_of(sent(catalogue, "bản", "câu lạc bộ", None).fields, catalogue)
    assert kinds.select("item", "member").rows() == [(1, "loai_chi_hoi=thon"), (2, "câu lạc bộ"), (3, None)]


def counted(catalogue: Catalogue, recognised: Any) -> dict[str, tuple[int, int]]:
    batch = submissions(catalogue, recognised, kinds=kinds_of(recognised.fields, catalogue))
    made = [one for one in apart(catalogue, batch) if one.rule.id == "list_kinds"]
    return {one.key.split(".")[1]: one.numbers.select("left", "right").row(0) for one in made}


def test_the_rows_of_each_kind_are_set_beside_the_parts(catalogue: Catalogue) -> None:
    assert counted(catalogue, sent(catalogue, "bản", "trường học", "trường")) == {
        "chi_hoi_thon": (1, 2),
        "chi_hoi_truong": (2, 1),
        "chi_hoi_co_quan": (0, 0),
        "chi_hoi_dong_ho": (0, 0),
    }


@pytest.mark.parametrize("kinds", [("bản", "bản", None), ("bản", "bản", "câu lạc bộ"), ("bản", "bản")])
def test_a_list_that_is_not_whole_is_not_counted_by_kind(catalogue: Catalogue, kinds: tuple[str | None, ...]) -> None:
    assert counted(catalogue, sent(catalogue, *kinds)) == {}
