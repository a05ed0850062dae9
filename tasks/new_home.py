"""A new home: the files that an association fills in, and its folders."""

from __future__ import annotations

from pathlib import Path

from tasks.home import REGISTRY
from tasks.registry import HomeError

_SETTINGS = """\
# The association's home. Dates are year-month-day. docs/huong-dan.md explains every line.
# A line with # and no space after it is a setting that is not used: take the # away, and it is.

# Not obligatory; these lines stay here, above [association]: other folders, names in them that are the office's own
# and no submissions, and whether figures wait until somebody approves them.
#inboxes = ["inbox", "/mnt/dung-chung/nop-so-lieu"]
#not_submissions = ["Biểu mẫu*", "Hướng dẫn.docx"]
#approval = true

[association]
name = "Hội Khuyến học …"
parent = "Hội Khuyến học …"
place = "…"
area = "thành phố"
authority = ["TM. BAN THƯỜNG VỤ"]
title = "CHỦ TỊCH"
signatory = ""
phone = ""
recipients = ["Hội Khuyến học cấp trên (b/c)", "Các Hội cơ sở, Ban khuyến học (t/h)", "Lưu: VT"]
tasks = []
requests = []

# cut_off: ngày chốt số liệu; deadline: hạn nộp; signing: ngày ký báo cáo;
# letter, letter_date: số, ngày của công văn gửi kèm biểu (không bắt buộc).
# A period is open once it stands here.
#[periods.2026H2]
#cut_off = 2026-12-14
#deadline = 2026-12-24
#signing = 2027-01-15
#letter = "12/HKH"
#letter_date = 2026-12-01

# Whom to tell of what needs a person; the variable holds the address.
#[alerts]
#thu-ky = "env:SOKET_THU_KY"
"""
_UNITS = "id,code,name,kind,parent,valid_from,valid_to,contact\n"


def make_home(directory: Path) -> list[Path]:
    """Writes soket.toml and units.csv and makes the folders; HomeError where a home is there."""
    settings = directory / "soket.toml"
    if settings.exists():
        raise HomeError(f"{settings}: there is a home already; choose another folder")
    for folder in (directory, directory / "inbox", directory / "raw", directory / "reports"):
        folder.mkdir(parents=True, exist_ok=True)
    settings.write_text(_SETTINGS, encoding="utf-8")
    (directory / REGISTRY).write_text(_UNITS, encoding="utf-8")
    return [settings, directory / REGISTRY]
