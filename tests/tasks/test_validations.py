"""The library's results are kept in the home, and hold nothing that a sender wrote."""

from __future__ import annotations

import json

from tests.homes import SmallHome, good_branches
from warehouse import tables

CANARY = "Hoàng Thị Chim Yến"


def test_each_batch_leaves_a_result_of_each_suite_with_places_and_without_words(small_home: SmallHome) -> None:
    small_home.send("00001", bieu_1__hoi_vien__ky_nay=299, branches=[{**good_branches(1)[0], "ten": CANARY}] * 3)
    small_home.collect()
    cells, comparisons = sorted((small_home.path / "validations").iterdir())
    assert (cells.name, comparisons.name) == ("000001-000001-cells.json", "000001-000001-comparisons.json")
    texts = [path.read_text(encoding="utf-8") for path in (cells, comparisons)]
    assert "Chim" not in "".join(texts)
    told = {one["rule"]: one for text in texts for one in json.loads(text)["results"]}
    sha8 = json.loads(texts[0])["files"][0]
    place = {"file": sha8, "sheet": "Biểu 1", "cell": "F19"}
    assert told["list_members"]["success"] is False and told["list_members"]["places"] == [place]
    assert [one["cell"] for one in told["unique_in_list"]["places"]] == ["B6", "B7", "B8"]
    assert told["required"]["success"] is True and told["required"]["places"] == []
    assert small_home.open().catalogue.version == json.loads(texts[1])["catalogue"]


def test_a_result_that_cannot_be_kept_stops_nothing_and_is_told(small_home: SmallHome) -> None:
    (small_home.path / "validations").write_text("a file lies where the folder should be", encoding="utf-8")
    small_home.send("B-03")
    collected = small_home.collect()
    assert collected.accepted == 1
    assert len(collected.problems) == 2 and all("could not be kept" in line.text for line in collected.problems)


def test_a_name_typed_anywhere_in_a_list_is_in_no_table_and_in_no_reply(small_home: SmallHome) -> None:
    rows = good_branches(3)
    rows[0] = {**rows[0], "ten": CANARY, "loai": CANARY}
    rows[1] = {**rows[1], "ten": CANARY, "so_hoi_vien": CANARY}
    rows[2] = {**rows[2], "tang_giam": f"{CANARY} 5"}
    small_home.send("00001", branches=rows)
    small_home.collect()
    kept = [repr(row) for table in tables.metadata.sorted_tables for row in small_home.rows(table, *table.c.keys())]
    answers = (path for path in (small_home.path / "inbox").rglob("phan-hoi/*"))
    replies = "".join(path.read_text(encoding="utf-8") for path in answers if path.suffix == ".txt")
    assert "Chim" not in "".join(kept) and "Chim" not in replies
    rules = {rule for (rule,) in small_home.rows(tables.finding, "rule")}
    assert {"in_set", "whole_number", "unique_in_list"} <= rules
