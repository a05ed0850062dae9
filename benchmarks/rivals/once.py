"""The same reading, judged and loaded in one piece: ``python -m benchmarks.rivals.once HOME OUT``."""

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


def main(home: Path, out: Path) -> None:
    out.mkdir(parents=True)
    said = pd.concat([read(unit, path) for unit, path in submissions(home)], ignore_index=True)
    refused = Rules().refused(said)
    values = kept(said[~said["unit"].isin(list(refused))])
    with closing(sqlite3.connect(out / "warehouse.db")) as warehouse:
        values.to_sql("values", warehouse, index=False)
        pd.DataFrame(refused.items(), columns=["unit", "reason"]).to_sql("refused", warehouse, index=False)
    totals = values.groupby("field", as_index=False)["value"].sum()
    write_report(out / "report.docx", totals.itertuples(index=False, name=None), refused.items())


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
