"""Ordinary files of each format: the sample association's forms, as offices save them."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import replace

import openpyxl

from domain.catalogue import Catalogue
from domain.unit import Unit
from expectations.load import load_catalogue
from outputs.form_plan import plan_forms
from outputs.sheet_plan import SheetPlan
from samples.association import PERIODS, units
from samples.deliver import filling
from samples.files import bent_workbook, delimited, document, workbook
from tests import workbooks


def files(count: int) -> dict[str, list[bytes]]:
    """Format → about ``count`` files in all, no two alike."""
    catalogue, every = load_catalogue(), [unit for unit in units() if unit.kind != "van_phong"]
    return {
        name: [write(_plans(catalogue, every[n % len(every)], n)) for n in range(-(-count // len(_WRITERS)))]
        for name, write in _WRITERS.items()
    }


def _plans(catalogue: Catalogue, unit: Unit, number: int) -> list[SheetPlan]:
    form = filling(unit, PERIODS[number % len(PERIODS)])
    return plan_forms(catalogue, replace(form, unit_name=f"{form.unit_name} {number}"))


def _saved_again(plans: Sequence[SheetPlan]) -> bytes:
    data = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(workbook(plans))).save(data)
    return data.getvalue()


def _book(plans: Sequence[SheetPlan]) -> workbooks.Book:
    return {
        plan.name: [[cell.value if cell and not cell.formula else None for cell in row] for row in plan.rows]
        for plan in plans
    }


_WRITERS: dict[str, Callable[[Sequence[SheetPlan]], bytes]] = {
    "xlsx": workbook,
    "xlsx, bent": bent_workbook,
    "xlsx, saved again": _saved_again,
    "xls": lambda plans: workbooks.xls(_book(plans)),
    "xlsb": lambda plans: workbooks.xlsb(_book(plans)),
    "ods": lambda plans: workbooks.ods(_book(plans)),
    "csv": delimited,
    "docx": document,
}
