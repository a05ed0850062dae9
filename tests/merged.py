"""A real change of units: on 1 July 2025 the 12 communes of Sơn La city became 4 wards, each commune whole.

Codes change hands with it: 03646 was Chiềng Lề and is Tô Hiệu, 03664 was Chiềng Xôm and is Chiềng An. The committee is
invented, and stays.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from domain.lineage import Lineage
from domain.unit import Unit
from tasks.lineage import read_lineage
from tasks.registry import read_registry

PERIODS = ("2025H1", "2025H2")
BEFORE, MERGED, AFTER = date(2025, 6, 14), date(2025, 7, 1), date(2025, 12, 14)  # the cut-offs, and the day between

UNITS_CSV = """id,code,name,kind,parent,valid_from,valid_to,contact
1,03646,Hội Khuyến học phường Chiềng Lề,hoi_xa,,,2025-06-30,
2,03649,Hội Khuyến học phường Tô Hiệu,hoi_xa,,,2025-06-30,
3,03652,Hội Khuyến học phường Quyết Thắng,hoi_xa,,,2025-06-30,
4,03655,Hội Khuyến học phường Quyết Tâm,hoi_xa,,,2025-06-30,
5,03667,Hội Khuyến học phường Chiềng An,hoi_xa,,,2025-06-30,
6,03679,Hội Khuyến học phường Chiềng Sinh,hoi_xa,,,2025-06-30,
7,03670,Hội Khuyến học phường Chiềng Cơi,hoi_xa,,,2025-06-30,
8,03658,Hội Khuyến học xã Chiềng Cọ,hoi_xa,,,2025-06-30,
9,03661,Hội Khuyến học xã Chiềng Đen,hoi_xa,,,2025-06-30,
10,03673,Hội Khuyến học xã Chiềng Ngần,hoi_xa,,,2025-06-30,
11,03664,Hội Khuyến học xã Chiềng Xôm,hoi_xa,,,2025-06-30,
12,03676,Hội Khuyến học xã Hua La,hoi_xa,,,2025-06-30,
13,BKH-01,Ban Khuyến học Trường Trung học số 1 (mẫu),ban,,,,
101,03646,Hội Khuyến học phường Tô Hiệu,hoi_xa,,2025-07-01,,
102,03664,Hội Khuyến học phường Chiềng An,hoi_xa,,2025-07-01,,
103,03670,Hội Khuyến học phường Chiềng Cơi,hoi_xa,,2025-07-01,,
104,03679,Hội Khuyến học phường Chiềng Sinh,hoi_xa,,2025-07-01,,
"""

LINEAGE_CSV = """from,to,date,share
3,101,2025-07-01,
4,101,2025-07-01,
1,101,2025-07-01,
2,101,2025-07-01,
5,102,2025-07-01,
11,102,2025-07-01,
9,102,2025-07-01,
7,103,2025-07-01,
12,103,2025-07-01,
8,103,2025-07-01,
6,104,2025-07-01,
10,104,2025-07-01,
"""

#: Ward → the communes that it was made of.
COMMUNES = {101: (1, 2, 3, 4), 102: (5, 9, 11), 103: (7, 8, 12), 104: (6, 10)}


def units(day: date | None = None) -> tuple[Unit, ...]:
    """All, or those that are valid on a day."""
    every = read_registry(UNITS_CSV.encode(), Path("units.csv"), frozenset({"hoi_xa", "ban"}))
    return tuple(unit for unit in every if day is None or unit.valid_on(day))


def lineage() -> Lineage:
    return read_lineage(LINEAGE_CSV.encode(), Path("lineage.csv"), units())
