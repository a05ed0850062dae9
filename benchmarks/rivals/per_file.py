"""A file at a time, as an ordinary engineer writes it: ``python -m benchmarks.rivals.per_file HOME OUT``.

pandas with openpyxl reads, Great Expectations judges, pandas loads, python-docx writes the report.
"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pandas as pd

from benchmarks.rivals.form import submissions
from benchmarks.rivals.frames import kept, read
from benchmarks.rivals.report import write_report
from benchmarks.rivals.suite import Rules

_TOTALS = 'SELECT field, sum(value) FROM "values" GROUP BY field ORDER BY field'


def main(home: Path, out: Path) -> None:
    out.mkdir(parents=True)
    rules = Rules()
    with closing(sqlite3.connect(out / "warehouse.db")) as warehouse:
        refused: dict[str, str] = {}
        for unit, path in submissions(home):
            said = read(unit, path)
            if reason := rules.reason(said):
                refused[unit] = reason
            else:
                kept(said).to_sql("values", warehouse, if_exists="append", index=False)
        pd.DataFrame(refused.items(), columns=["unit", "reason"]).to_sql("refused", warehouse, index=False)
        write_report(out / "report.docx", warehouse.execute(_TOTALS).fetchall(), refused.items())


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
