"""A person's name in a list, on a cover or in a text: it stays in the sender's file and nowhere else."""

from __future__ import annotations

import logging
import sqlite3
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from domain.vietnamese import heading_key
from flows import cli
from outputs.blank_form import write_workbook
from outputs.form_plan import plan_forms
from outputs.sheet_plan import ListRow, SheetPlan
from samples.files import delimited, document
from tests.homes import SmallHome, good_branches

CANARY = "Quàng Thị Hoà Bích"
KEY = heading_key(CANARY)
COMMUNE, OTHER, SCHOOL = "00001", "00002", "B-03"
TOLD = f"Nhờ bà {CANARY}, chi hội đã có quỹ; {unicodedata.normalize('NFD', CANARY.lower())} là Quàng Thị Hòa Bích."
EXPLAINED: list[ListRow] = [
    {"bieu": "Biểu 1", "o": "F19", "ly_do": f"Bà {CANARY} đã đếm lại"},
    {"bieu": CANARY, "o": CANARY, "ly_do": CANARY.upper()},
]


def branches(*, refused: bool) -> list[ListRow]:
    """A list whose names, kinds and (where its file may lose a row) numbers hold the name."""
    listed = [{**row, "ten": f"{CANARY}"} if n else row for n, row in enumerate(good_branches(3))]
    listed[1] = {**listed[1], "loai": CANARY, "ten": f"Bà {CANARY}"}
    if refused:
        listed[2] = {**listed[2], "so_hoi_vien": CANARY, "tang_giam": CANARY}
    return listed


def send(
    home: SmallHome, code: str, name: str, write: Callable[[Sequence[SheetPlan]], bytes], period: str = "2022H1"
) -> None:
    filling = home.filling(code, period, bieu_1__hoi_vien__ky_nay=900 if period == "2022H1" else 500)
    personal = dict.fromkeys(("bia.nguoi_lap.value", "bia.dien_thoai.value", "bia.chu_tich.value"), CANARY)
    texts = dict.fromkeys(("thuyet_minh.ket_qua.value", "thuyet_minh.han_che.value"), TOLD)
    lists = {"giai_trinh": EXPLAINED}
    if "danh_sach" in filling.lists:
        lists["danh_sach"] = branches(refused=period == "2021H1")
    filled = replace(filling, answers={**filling.answers, **personal, **texts}, lists=lists)
    home.put(code, name, write(plan_forms(home.open().catalogue, filled)))


def soket(monkeypatch: pytest.MonkeyPatch, home: SmallHome, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["soket", "--home", str(home.path), *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def names_the_canary(text: str) -> bool:
    """In whatever case, Unicode form and place of the tone mark."""
    return KEY in heading_key.__wrapped__(text)


def in_database(path: Path) -> Iterator[tuple[str, str]]:
    """Every value of every column of every table."""
    with sqlite3.connect(path) as database:
        for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in database.execute(f'SELECT * FROM "{table}"'):
                yield table, " | ".join(map(str, row))


def in_files(home: Path) -> Iterator[tuple[str, str]]:
    """Every file but the senders' own: what they sent, its copy in raw, and the workbooks that answer them."""
    for path in (one for one in home.rglob("*") if one.is_file()):
        inside = path.relative_to(home).parts
        sent = inside[0] == "raw" or (inside[0] == "inbox" and "phan-hoi" not in inside)
        own = "phan-hoi" in inside and path.suffix == ".xlsx"
        if not sent and not own and inside[0] != "inbox-copy":
            yield "/".join(inside), _text(path)


def _text(path: Path) -> str:
    if path.suffix in (".xlsx", ".docx"):
        with zipfile.ZipFile(path) as package:
            return " ".join(package.read(name).decode("utf-8", "replace") for name in package.namelist())
    return path.read_bytes().decode("utf-8", "replace")


def test_the_canary_is_seen_however_it_is_written() -> None:
    assert names_the_canary(TOLD) and names_the_canary(unicodedata.normalize("NFD", CANARY.lower()))
    assert names_the_canary(f"x | {CANARY.upper()}.") and not names_the_canary("Quàng Thị Hoa Bích")


def test_a_persons_name_is_kept_nowhere_and_told_nowhere(
    small_home: SmallHome,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    for period in ("2021H1", "2022H1"):
        send(small_home, COMMUNE, f"bieu {period}.xlsx", write_workbook, period)
        send(small_home, OTHER, f"bieu {period}.csv", delimited, period)
        send(small_home, SCHOOL, f"bieu {period}.docx", document, period)
        send(small_home, "B-04", f"bieu {period}.xlsx", write_workbook, period)
        assert soket(monkeypatch, small_home, "collect", "--period", period, "--no-wait") == 0
    assert soket(monkeypatch, small_home, "reread", "2022H1", "--reason", "thử") in (0, 1)
    codes = [flag for code in (COMMUNE, OTHER, SCHOOL, "B-04") for flag in ("--accept-missing", code)]
    for verb in (("findings",), ("findings", "--json"), ("status",), ("status", "--json"), ("forms",), ("page",)):
        assert soket(monkeypatch, small_home, verb[0], "2022H1", *verb[1:]) in (0, 1)
    assert soket(monkeypatch, small_home, "close", "2022H1", *codes, "--reason", "thử", "--no-wait") == 0
    open_page = (small_home.path / "pages" / "2022H1.html").read_text(encoding="utf-8")
    for verb in (("report",), ("figures",), ("trace", "hoi_vien"), ("status",), ("page",)):
        assert soket(monkeypatch, small_home, verb[0], "2022H1", *verb[1:]) == 0
    assert soket(monkeypatch, small_home, "export", "2022H1", "--to", str(small_home.path / "so-lieu")) == 0
    said = capsys.readouterr()

    rows = list(in_database(small_home.path / "warehouse.db"))
    assert [row for row in rows if names_the_canary(row[1])] == []
    files = list(in_files(small_home.path))
    assert [name for name, text in files if names_the_canary(text)] == []
    for told in (said.out, said.err, caplog.text, open_page):
        assert not names_the_canary(told)

    # what must be there all the same, so that nothing was hidden by losing it
    assert [state for _, state, _ in small_home.files()] == ["accepted"] * 8
    assert sum("[đã ẩn]" in text for table, text in rows if table == "narrative") >= 8
    assert sum("[đã ẩn] đã đếm lại" in text for table, text in rows if table == "explanation") >= 4
    assert "change_same_half" in open_page and "pages/2022H1.html" in dict(files)
    assert "change_same_half" in said.out and any(name.startswith("reports/") for name, _ in files)
    assert "[đã ẩn] đã đếm lại" in dict(files)["so-lieu/findings.csv"]
