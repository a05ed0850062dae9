"""Homes for tests, made of real files: real workbooks in real folders, a real warehouse."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from domain.catalogue import Catalogue
from domain.half_year import HalfYear
from domain.submission import Receipt
from domain.unit import Unit
from flows.close import Closed
from flows.close import close as close_flow
from flows.collect import Collected, fence_of
from flows.collect import collect as collect_flow
from flows.parameters import CloseRequest, CollectRequest
from outputs.blank_form import write_workbook
from outputs.form_plan import Filling, plan_forms
from outputs.sheet_plan import Answer, ListRow, SheetPlan
from tasks.answers import MESSAGE
from tasks.home import Home
from tasks.receive import Received, receive
from tasks.reply import Answering, Replied, reply
from warehouse import audit, ledger, tables
from warehouse.closings import Asked
from warehouse.store import Warehouse

UNITS = """id,code,name,kind,parent,valid_from,valid_to,contact
1,00001,Hội Khuyến học xã Một,hoi_xa,,,,
2,00002,Hội Khuyến học xã Hai,hoi_xa,,,,
3,B-03,Ban Khuyến học Trường Ba,ban,,,,
4,B-04,Ban Khuyến học Trường Bốn,ban,,,,
"""
SETTINGS = """settle_seconds = 0.05

[association]
name = "Hội Khuyến học huyện Thử"
parent = "Hội Khuyến học tỉnh Thử"
place = "Thử"
area = "huyện"
"""
PERIODS = ("2021H1", "2021H2", "2022H1")


def period_table(code: str) -> str:
    year, month = code[:4], "06" if code.endswith("1") else "12"
    return (
        f"\n[periods.{code}]\ncut_off = {year}-{month}-14\ndeadline = {year}-{month}-24\nsigning = {year}-{month}-28\n"
    )


def cut_off(code: str) -> str:
    """The day that a period's figures are of, as a form prints it."""
    return f"14/{'06' if code.endswith('1') else '12'}/{code[:4]}"


@cache
def empty_warehouse() -> bytes:
    """What the first run makes, of SQLite: to migrate costs more than to collect, and hundreds of homes are made."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "warehouse.db"
        Warehouse.open(f"sqlite:///{path}").close()
        return path.read_bytes()


def set_line(home: Path, line: str) -> None:
    """A line of soket.toml, in place of one that sets the same."""
    name = line.partition(" =")[0]
    path = home / "soket.toml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [one for one in lines if not one.startswith(f"{name} =")]
    path.write_text(f"{line}\n" + "".join(kept), encoding="utf-8")


class SmallHome:
    """A home in a folder. ``send`` puts a filled form into a unit's folder; ``collect`` and
    ``close`` run the flows plainly. ``warehouse`` is the URL of an empty one; SQLite in the home without it."""

    def __init__(self, path: Path, units: str = UNITS, periods: Sequence[str] = PERIODS, warehouse: str = "") -> None:
        self.path, self.warehouse = path, warehouse
        path.mkdir(parents=True)
        (path / "units.csv").write_text(units, encoding="utf-8")
        (path / "soket.toml").write_text(SETTINGS + "".join(map(period_table, periods)), encoding="utf-8")
        if warehouse:
            set_line(path, f'warehouse = "{warehouse}"')
        else:
            (path / "warehouse.db").write_bytes(empty_warehouse())
        self._minutes = 0
        self._opened: list[Home] = []

    def set(self, line: str) -> None:
        """A line of soket.toml, in place of one that sets the same."""
        set_line(self.path, line)

    def open(self) -> Home:
        """The home as it now stands; closed with the fixture."""
        home = Home.open(self.path)
        self._opened.append(home)
        return home

    def close(self) -> None:
        for home in self._opened:
            if "warehouse" in home.__dict__:
                home.warehouse.close()

    def unit(self, code: str) -> Unit:
        """The unit of a code; where that changed hands, ``id:101``."""
        return next(unit for unit in self.open().units if code in (unit.code, f"id:{unit.id}"))

    def folder(self, code: str) -> Path:
        return self.path / "inbox" / self.unit(code).slug

    def filling(self, code: str, period: str = "2022H1", **changes: Answer) -> Filling:
        """A form of that unit that passes without a finding, with some answers changed: a field's key
        is written with two underscores for its dots."""
        unit = self.unit(code)
        answers = dict(good_answers(unit.kind))
        answers.update({key.replace("__", "."): value for key, value in changes.items()})
        lists: Mapping[str, Sequence[ListRow]] = {"danh_sach": good_branches(3)} if unit.kind == "hoi_xa" else {}
        return Filling(unit.name, unit.code, unit.kind, HalfYear.parse(period).words, cut_off(period), answers, lists)

    def send(
        self,
        code: str,
        period: str = "2022H1",
        *,
        name: str = "bieu.xlsx",
        branches: Sequence[ListRow] | None = None,
        as_unit: Unit | None = None,
        only: Sequence[str] = (),
        write: Callable[[Sequence[SheetPlan]], bytes] = write_workbook,
        **changes: Answer,
    ) -> Path:
        """Sends a form, a minute after the one before. ``as_unit`` is whom its cover names; ``only``
        the codes of the forms that it holds besides the cover."""
        filling = self.filling(code, period, **changes)
        if branches is not None:
            filling = replace(filling, lists={"danh_sach": branches})
        if as_unit is not None:
            filling = replace(filling, unit_name=as_unit.name, unit_code=as_unit.code)
        return self.put(code, name, _written(self.open().catalogue, filling, tuple(only), write))

    def put(self, code: str, name: str, data: bytes) -> Path:
        """Any bytes in a unit's folder, a minute after the ones before."""
        target = self.folder(code) / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
        self._minutes += 1
        saved = 1_655_000_000 + 60 * self._minutes
        os.utime(target, (saved, saved))
        return target

    def collect(self, period: str = "2022H1") -> Collected:
        done: Collected = collect_flow(CollectRequest(period=period, wait=False), str(self.path))
        return done

    def ask(self) -> Asked:
        """Everything is sent, and its figures wait for approval."""
        self.set("approval = true")
        self.send_all()
        asked = self.close_period().closing.asked
        assert asked is not None
        return asked

    def receive(self, wait: bool = False) -> Received:
        return receive(self.open(), wait=wait)

    def waiting(self) -> list[Receipt]:
        """The files that wait for a verdict."""
        with self.open().warehouse.read() as connection:
            return ledger.pending(connection)

    def files(self) -> list[tuple[str, str, str | None]]:
        """Each file of the ledger by its name, with state and reason, in the order of receipt."""
        return [
            (Path(path).name, state, reason)
            for path, state, reason in self.rows(tables.file, "path", "state", "reason")
        ]

    def rows(self, table: Any, *columns: str) -> list[tuple[Any, ...]]:
        """A table's rows, in the order in which they were kept."""
        with self.open().warehouse.read() as connection:
            query = select(*[table.c[name] for name in columns]).order_by(*table.primary_key.columns)
            return [tuple(row) for row in connection.execute(query)]

    def acts(self) -> list[tuple[str, str, str, dict[str, Any]]]:
        """Who did what of the audit, without what it was under; without the batches kept and the reports issued."""
        with self.open().warehouse.read() as connection:
            done = [one for one in audit.acts(connection) if one.act not in ("keep", "issue")]
        return [(a.who, a.act, a.subject, {k: v for k, v in a.detail.items() if k != "under"}) for a in done]

    def replies(self, code: str) -> dict[str, str]:
        """The messages to a unit: the names of the files they answer, and their text."""
        found = self.documents(code, MESSAGE)
        return {name: path.read_text(encoding="utf-8") for name, path in found.items()}

    def documents(self, code: str, suffix: str) -> dict[str, Path]:
        """The documents of one sort that a unit was answered with, by the names of the files they answer."""
        found = sorted((self.folder(code) / "phan-hoi").glob(f"*{suffix}"))
        stems = ((path, path.name.removesuffix(suffix)) for path in found)
        return {stem.rsplit("-", 2)[0]: path for path, stem in stems}

    def answer(self) -> Replied:
        """Answers what waits for an answer, as the end of a collect does."""
        home = self.open()
        with fence_of(home) as fence:
            return reply(Answering(home, fence))

    def answer_again(self) -> Replied:
        """Answers everything, as after runs that died before they marked what they had written."""
        with self.open().warehouse.write() as connection:
            connection.execute(update(tables.file).values(replied_at=None))
        return self.answer()

    def close_period(self, period: str = "2022H1", accept: Sequence[str] = (), reason: str = "chưa gửi") -> Closed:
        return closed_by_hand(self.path, period, accept, "Thư ký", reason)

    def send_all(self, period: str = "2022H1", **changes: Any) -> None:
        """A good form from every unit."""
        for unit in self.open().units:
            self.send(unit.code, period, name=f"bieu {period}.xlsx", **changes)


_WRITTEN: dict[tuple[object, ...], bytes] = {}


def _written(
    catalogue: Catalogue, filling: Filling, only: tuple[str, ...], write: Callable[[Sequence[SheetPlan]], bytes]
) -> bytes:
    """A form as a file; written once, for hundreds of homes are sent the same ones."""
    key = (catalogue.version, repr(filling), only, write)
    if key not in _WRITTEN:
        forms = [form for form in catalogue.forms if not only or form.code in ("bia", *only)]
        _WRITTEN[key] = write(plan_forms(catalogue.changed(forms=tuple(forms)), filling))
    return _WRITTEN[key]


def closed_by_hand(home: Path, period: str, accept: Sequence[str] = (), by: str = "thử", reason: str = "") -> Closed:
    """What ``soket close`` does, within this process and plainly."""
    request = CloseRequest(period=period, accept_missing=tuple(accept), by=by, reason=reason, wait=False)
    done = close_flow(request, str(home))
    assert isinstance(done, Closed)
    return done


def folder_of_unit(unit: Unit) -> str:
    """A unit's folder, relative to the home."""
    return f"inbox/{unit.slug}"


def good_answers(kind: str) -> dict[str, Answer]:
    """Answers that pass without a finding (keys with dots)."""
    answers: dict[str, Answer] = {
        "bieu_1.hoi_vien.ky_nay": 500,
        "bieu_2.dvht_truong.tong": 4,
        "bieu_2.dvht_truong.dang_ky": 2,
        "bieu_4.quy_ton_dau.so_tien": 2_000_000,
        "bieu_4.quy_thu.so_tien": 5_000_000,
        "bieu_4.quy_chi.so_tien": 5_000_000,
        "bieu_4.nha_giao.so_luong": 7,
        "bieu_4.nha_giao.so_tien": 1_400_000,
        "bieu_4.hoc_sinh.so_luong": 90,
        "bieu_4.hoc_sinh.so_tien": 2_700_000,
        "thuyet_minh.ket_qua.value": "Đăng ký các mô hình học tập đúng tiến độ.",
        "thuyet_minh.han_che.value": "Một số chi hội hoạt động chưa đều.",
    }
    if kind == "hoi_xa":
        answers.update(
            {
                f"bia.{row}.value": n
                for row, n in zip(
                    ("dan_so", "dan_so_18", "so_ho", "so_dong_ho", "so_thon", "so_don_vi"),
                    (4000, 2900, 1000, 9, 8, 6),
                    strict=True,
                )
            }
        )
        answers.update(
            {
                "bieu_1.chi_hoi_thon.ky_nay": 2,
                "bieu_1.chi_hoi_truong.ky_nay": 1,
                "bieu_2.gdht.tong": 1000,
                "bieu_2.gdht.dang_ky": 700,
                "bieu_2.dhht.tong": 9,
                "bieu_2.cdht_thon.tong": 8,
                "bieu_2.cdht_thon.dang_ky": 6,
                "bieu_2.cdht_xa.tong": 1,
                "bieu_2.cdht_xa.dang_ky": 1,
                "bieu_3.trung_tam.ky_nay": 1,
                "bieu_3.lop_phap_luat.ky_nay": 2,
                "bieu_3.hoc_vien.ky_nay": 60,
            }
        )
    return answers


def good_branches(count: int) -> list[ListRow]:
    """Branches as ``good_answers`` counts them: the third is of a school, the others of a village."""
    return [
        {
            "ten": f"Chi hội bản {n}",
            "loai": "trường học" if n == 3 else "thôn, tổ dân phố",
            "so_hoi_vien": 100,
            "tang_giam": 0,
        }
        for n in range(1, count + 1)
    ]


def closed_sample(path: Path, warehouse: str = "") -> Path:
    """The sample association's home, its three periods collected and closed. ``warehouse`` is the URL of an empty
    one; SQLite in the home without it."""
    from samples.association import PERIODS as SAMPLED
    from samples.association import SILENT
    from samples.deliver import deliver, make_home

    make_home(path)
    if warehouse:
        set_line(path, f'warehouse = "{warehouse}"')
    catalogue = Home.open(path).catalogue
    for period in SAMPLED:
        deliver(path, catalogue, period)
        accept = [SILENT[0]] if SILENT[1] == period else []
        closed_by_hand(path, str(period), accept, "thử", "chưa gửi")
    return path
