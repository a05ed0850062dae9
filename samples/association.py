"""The sample association: its units, and what each of them says in each period. Deterministic."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from domain.half_year import HalfYear
from domain.shares import share_out
from domain.unit import Unit
from outputs.sheet_plan import Answer, ListRow

PERIODS = (HalfYear(2021, 1), HalfYear(2021, 2), HalfYear(2022, 1))
SILENT = ("BKH-17", HalfYear(2022, 1))  # the committee that has not sent
OPENING_FUND = 812_000_000

_LIMITS = (
    "Một số chi hội hoạt động chưa đều; việc ghi chép số liệu còn chậm.",
    "Nguồn lực vận động cho quỹ khuyến học còn hạn chế.",
    "Cán bộ khuyến học ở cơ sở phần lớn kiêm nhiệm, ít thời gian cho công tác Hội.",
)
_CAUSES = (
    "Cán bộ mới thay đổi, chưa được bồi dưỡng nghiệp vụ đầy đủ.",
    "Đời sống một bộ phận hội viên còn khó khăn.",
)
_RESULTS = (
    "Các phong trào thi đua được duy trì; việc đăng ký các mô hình học tập đúng tiến độ.",
    "Công tác khen thưởng, động viên học sinh và nhà giáo được tổ chức kịp thời.",
)
_TASKS = (
    "Tiếp tục củng cố chi hội, kết nạp hội viên mới.",
    "Nâng cao chất lượng các mô hình học tập đã đăng ký.",
    "Vận động nguồn lực cho quỹ khuyến học.",
)
_REQUESTS = ("Đề nghị Hội cấp trên mở lớp bồi dưỡng nghiệp vụ cho cán bộ khuyến học cơ sở.",)
_COVER = {
    "dan_so": "people",
    "dan_so_18": "adults",
    "so_ho": "households",
    "so_dong_ho": "lineages",
    "so_thon": "hamlets",
    "so_don_vi": "agencies",
}
_ROLES = {
    "hoi_xa": "Chủ tịch Hội",
    "hoi_khac": "Thường trực Hội",
    "ban": "Trưởng ban",
    "van_phong": "Văn thư",
}
_TOPICS = ("khuyen_nong", "phap_luat", "suc_khoe", "tin_hoc", "xoa_mu_chu", "khac")


@lru_cache(maxsize=1)
def declared() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "association.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def units() -> tuple[Unit, ...]:
    """12 commune associations, 3 others, 33 committees, and the city office."""
    told = declared()
    named = [(one["code"], one["name"], "hoi_xa") for one in told["communes"]]
    named += [(one["code"], one["name"], "hoi_khac") for one in told["others"]]
    agencies = [name for kind in told["committees"].values() for name in kind]
    named += [(f"BKH-{n:02d}", f"Ban Khuyến học {name} (mẫu)", "ban") for n, name in enumerate(agencies, start=1)]
    named += [(told["office"]["code"], told["office"]["name"], "van_phong")]
    return tuple(
        Unit(number, code, name, kind, None, None, None, _contact(number, kind), number + 1)
        for number, (code, name, kind) in enumerate(named, start=1)
    )


def _contact(number: int, kind: str) -> str:
    """A role and a made-up number: no telephone has one that begins with 0000."""
    return f"{_ROLES[kind]}, 0000 000 {number:03d}"


def units_csv() -> str:
    """units.csv of the sample."""
    lines = ["id,code,name,kind,parent,valid_from,valid_to,contact"]
    lines += [f'{unit.id},{unit.code},{unit.name},{unit.kind},,,,"{unit.contact}"' for unit in units()]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Said:
    """What a unit says in a period: answers by field key, and the rows of its lists."""

    answers: Mapping[str, Answer]
    lists: Mapping[str, Sequence[ListRow]]


def senders(period: HalfYear) -> list[Unit]:
    return [unit for unit in units() if (unit.code, period) != SILENT]


@lru_cache(maxsize=8)
def said(period: HalfYear) -> dict[str, Said]:
    """Unit code → what it says."""
    shares = _Shares(period)
    told: dict[str, Said] = {}
    for unit in senders(period):
        answers: dict[str, Answer] = {}
        lists: dict[str, Sequence[ListRow]] = {}
        _narratives(unit, answers)
        _money(unit, shares, answers)
        if unit.kind != "van_phong":
            _members(unit, shares, answers)
            _agencies(unit, shares, answers)
        if unit.kind in ("hoi_xa", "hoi_khac"):
            _association(unit, period, shares, answers, lists)
        told[unit.code] = Said(answers, lists)
    return told


class _Shares:
    """Each total of a period shared out: name → unit code → share."""

    def __init__(self, period: HalfYear) -> None:
        self.period = period
        totals = declared()["totals"][str(period)]
        sending = senders(period)
        communes = [unit for unit in sending if unit.kind == "hoi_xa"]
        associations = [unit for unit in sending if unit.kind in ("hoi_xa", "hoi_khac")]
        committees = [unit for unit in sending if unit.kind == "ban"]
        self._by_name: dict[str, dict[str, int]] = {}
        of_communes = ("households_registered", "lineages_registered", "hamlets_registered")
        for name in (*of_communes, "learners", "attendances"):
            self._share(name, totals[name], communes, _households)
        self._share("communes_registered", totals["communes_registered"], communes, lambda unit: 1)
        self._share("classes", totals["classes"], communes, lambda unit: 1)
        self._share("branches", totals["branches"], associations, _branch_weight)
        self._share("members_a", totals["members_associations"], associations, _member_weight)
        self._share("members_c", totals["members_committees"], committees, lambda unit: 60 + unit.id * 7 % 45)
        self._share("agencies_a", totals["agencies_associations"], communes, lambda unit: _commune(unit)["agencies"])
        self._share("agencies_c", totals["agencies_committees"], committees, lambda unit: 1)
        both = [*associations, *committees]
        for name in ("teachers", "pupils", "teacher_money", "pupil_money", "raised", "spent", "scholarships", "gifts"):
            self._share(name, totals[name], both, _award_weight)
        self._share("opening", OPENING_FUND, [u for u in units() if u.kind != "van_phong"], _award_weight)

    def _share(self, name: str, total: int, among: Sequence[Unit], weight: Any) -> None:
        weights = [weight(unit) for unit in among]
        if name.endswith("money") or name in ("raised", "spent", "opening"):
            # offices count money in thousands of đồng
            shares = [1000 * share for share in share_out(total // 1000, weights)]
        else:
            shares = share_out(total, weights)
        self._by_name[name] = {unit.code: share for unit, share in zip(among, shares, strict=True)}

    def of(self, name: str, unit: Unit) -> int:
        return self._by_name[name].get(unit.code, 0)


def _commune(unit: Unit) -> dict[str, Any]:
    return next(one for one in declared()["communes"] if one["code"] == unit.code)


def _households(unit: Unit) -> int:
    return int(_commune(unit)["households"])


def _branch_weight(unit: Unit) -> int:
    return 10 + int(_commune(unit)["hamlets"]) if unit.kind == "hoi_xa" else 8 + unit.id % 3


def _member_weight(unit: Unit) -> int:
    return int(_commune(unit)["people"]) if unit.kind == "hoi_xa" else 2100 + 300 * (unit.id % 3)


def _award_weight(unit: Unit) -> int:
    return {"hoi_xa": 30, "hoi_khac": 18, "ban": 9}[unit.kind] + unit.id % 7


def _narratives(unit: Unit, answers: dict[str, Answer]) -> None:
    texts = {"ket_qua": _RESULTS, "han_che": _LIMITS, "nguyen_nhan": _CAUSES, "nhiem_vu": _TASKS}
    for row, choices in texts.items():
        answers[f"thuyet_minh.{row}.value"] = choices[unit.id % len(choices)]
    if unit.id % 5 == 0:
        answers["thuyet_minh.kien_nghi.value"] = _REQUESTS[0]


def _members(unit: Unit, shares: _Shares, answers: dict[str, Answer]) -> None:
    members = shares.of("members_c" if unit.kind == "ban" else "members_a", unit)
    answers["bieu_1.hoi_vien.ky_nay"] = members
    answers["bieu_1.hoi_vien_moi.ky_nay"] = members // 40
    answers["bieu_1.hoi_vien_giam.ky_nay"] = members // 150 or "-"


def _agencies(unit: Unit, shares: _Shares, answers: dict[str, Answer]) -> None:
    """A commune leaves out the agencies that have a committee of their own."""
    if unit.kind == "ban":
        registered = {_committee_kind(unit): shares.of("agencies_c", unit)}
        there = {_committee_kind(unit): 1}
    else:
        kinds = ("co_quan", "truong", "doanh_nghiep")
        registered = dict(zip(kinds, share_out(shares.of("agencies_a", unit), (5, 4, 2)), strict=True))
        whole = int(_commune(unit)["agencies"]) if unit.kind == "hoi_xa" else 0
        there = dict(zip(kinds, share_out(whole, (5, 4, 2)), strict=True))
    for kind, count in registered.items():
        answers[f"bieu_2.dvht_{kind}.tong"] = max(there[kind], count)
        answers[f"bieu_2.dvht_{kind}.dang_ky"] = count
        answers[f"bieu_2.dvht_{kind}.cong_nhan_nam"] = _year_recognised(shares.period)
        answers[f"bieu_2.dvht_{kind}.cong_nhan"] = _recognised(
            unit, shares.period, f"bieu_2.dvht_{kind}.dang_ky", count
        )


def _committee_kind(unit: Unit) -> str:
    short = unit.name.removeprefix("Ban Khuyến học ").removesuffix(" (mẫu)")
    return next(str(kind) for kind, names in declared()["committees"].items() if short in names)


def _money(unit: Unit, shares: _Shares, answers: dict[str, Answer]) -> None:
    if unit.kind == "van_phong":
        answers.update({f"bieu_4.{row}.so_tien": 0 for row in ("quy_ton_dau", "quy_thu", "quy_chi")})
        answers["bieu_4.tap_the.so_luong"] = 12
        answers["bieu_4.tap_the.so_tien"] = 6_000_000
        return
    answers["bieu_4.quy_ton_dau.so_tien"] = _opening(unit, shares.period)
    answers["bieu_4.quy_thu.so_tien"] = shares.of("raised", unit)
    answers["bieu_4.quy_chi.so_tien"] = shares.of("spent", unit)
    counts = {"hoc_bong": "scholarships", "ho_tro": "gifts", "nha_giao": "teachers", "hoc_sinh": "pupils"}
    for row, name in counts.items():
        answers[f"bieu_4.{row}.so_luong"] = shares.of(name, unit)
    answers["bieu_4.hoc_bong.so_tien"] = shares.of("scholarships", unit) * 300_000
    answers["bieu_4.ho_tro.so_tien"] = shares.of("gifts", unit) * 120_000
    answers["bieu_4.nha_giao.so_tien"] = shares.of("teacher_money", unit)
    answers["bieu_4.hoc_sinh.so_tien"] = shares.of("pupil_money", unit)
    answers["bieu_4.tap_the.so_luong"] = 1 if unit.id % 3 == 0 else "-"
    answers["bieu_4.tap_the.so_tien"] = 600_000 if unit.id % 3 == 0 else "-"
    answers["bieu_4.nha_giao.cap_tren"] = 500_000 if unit.id % 4 == 0 else None


def _opening(unit: Unit, period: HalfYear) -> int:
    """What the unit's fund closed the half before with."""
    if period == PERIODS[0]:
        return _Shares(period).of("opening", unit)
    before = said(period.previous)[unit.code].answers
    opening, raised, spent = (before[f"bieu_4.{row}.so_tien"] for row in ("quy_ton_dau", "quy_thu", "quy_chi"))
    assert isinstance(opening, int) and isinstance(raised, int) and isinstance(spent, int)
    return opening + raised - spent


def _association(
    unit: Unit,
    period: HalfYear,
    shares: _Shares,
    answers: dict[str, Answer],
    lists: dict[str, Sequence[ListRow]],
) -> None:
    branches = share_out(shares.of("branches", unit), (10, 4, 2, 1))
    for kind, count in zip(("thon", "truong", "co_quan", "dong_ho"), branches, strict=True):
        answers[f"bieu_1.chi_hoi_{kind}.ky_nay"] = count or None
    answers["bieu_1.chi_hoi_moi.ky_nay"] = unit.id % 2 or "không"
    answers["bieu_1.lop_boi_duong.ky_nay"] = 1 if unit.id % 3 == 0 else "-"
    answers["bieu_1.can_bo_boi_duong.ky_nay"] = 18 + unit.id if unit.id % 3 == 0 else "-"
    members = answers["bieu_1.hoi_vien.ky_nay"]
    assert isinstance(members, int)
    lists["danh_sach"] = _branches(branches, members)
    if unit.kind == "hoi_xa":
        _commune_answers(unit, period, shares, answers)
    else:
        answers.update({"bieu_2.gdht.tong": 0, "bieu_2.gdht.dang_ky": 0, "bieu_2.cdht_thon.tong": "-"})
        answers.update({"bieu_2.cdht_thon.dang_ky": "-", "bieu_3.trung_tam.ky_nay": 0, "bieu_3.hoc_vien.ky_nay": 0})


def _branches(counts: Sequence[int], members: int) -> list[ListRow]:
    kinds = (
        ("Chi hội tổ, bản", "thôn, tổ dân phố"),
        ("Chi hội trường học", "trường học"),
        ("Chi hội cơ quan", "cơ quan"),
        ("Chi hội dòng họ", "dòng họ"),
    )
    named = [
        (f"{name} {n}", kind) for (name, kind), count in zip(kinds, counts, strict=True) for n in range(1, count + 1)
    ]
    shares = share_out(members * 93 // 100, [20 + n * 7 % 11 for n in range(len(named))])
    return [
        {"ten": name, "loai": kind, "so_hoi_vien": share, "tang_giam": n % 4 - 1}
        for n, ((name, kind), share) in enumerate(zip(named, shares, strict=True))
    ]


def _commune_answers(unit: Unit, period: HalfYear, shares: _Shares, answers: dict[str, Answer]) -> None:
    one = _commune(unit)
    answers.update({f"bia.{row}.value": one[name] for row, name in _COVER.items()})
    for row, there, name in (
        ("gdht", one["households"], "households_registered"),
        ("dhht", one["lineages"], "lineages_registered"),
        ("cdht_thon", one["hamlets"], "hamlets_registered"),
        ("cdht_xa", 1, "communes_registered"),
    ):
        answers.update(_model(unit, period, f"bieu_2.{row}", there, shares.of(name, unit)))
    answers["bieu_2.congdan.tong"] = one["adults"]
    answers["bieu_2.congdan.dang_ky"] = one["adults"] * (30 + unit.id % 9) // 100
    committees = (("co_quan", 3), ("truong", 4), ("dong_ho", 5))
    answers.update({f"bieu_1.ban_{kind}.ky_nay": unit.id % n for kind, n in committees})
    topics = share_out(shares.of("classes", unit), (3, 3, 2, 2, 1, 1))
    answers.update({f"bieu_3.lop_{topic}.ky_nay": n or None for topic, n in zip(_TOPICS, topics, strict=True)})
    answers["bieu_3.trung_tam.ky_nay"] = 1
    answers["bieu_3.hoc_vien.ky_nay"] = shares.of("learners", unit)
    answers["bieu_3.luot_hoc_vien.ky_nay"] = shares.of("attendances", unit)


def _model(unit: Unit, period: HalfYear, row: str, there: int, registered: int) -> dict[str, Answer]:
    """A model's row: how many there are, registered, newly registered, recognised and in which year."""
    return {
        f"{row}.tong": there,
        f"{row}.dang_ky": registered,
        f"{row}.dang_ky_moi": registered // 20 or None,
        f"{row}.cong_nhan_nam": _year_recognised(period),
        f"{row}.cong_nhan": _recognised(unit, period, f"{row}.dang_ky", registered),
    }


def _year_recognised(period: HalfYear) -> int:
    """A first half reports last year's recognition."""
    return period.year if period.half == 2 else period.year - 1


def _recognised(unit: Unit, period: HalfYear, key: str, registered: int) -> int:
    """Of those that had registered in the year of the recognition."""
    if period.half == 1 and period != PERIODS[0]:
        before = said(period.previous)[unit.code].answers[key]
        assert isinstance(before, int)
        registered = before
    return (registered * 88 + 99) // 100
