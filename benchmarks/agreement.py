"""Did a script load what soket loaded, and refuse whom it refused? ``python -m benchmarks.agreement HOME OUT`` prints
one line: how much was compared, or, with exit code 1, the first differences.

HOME is one that soket has collected, OUT what a script of ``benchmarks.rivals`` wrote of the same files. Compared are
the refused units, and of each accepted one how often unit, field, item of the list and value stand together.
"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

SHOWN = 5  # of the differences

_OURS = """
CREATE TEMP TABLE ours AS SELECT u.code AS unit, o.field,
  CASE WHEN o.breakdown LIKE s.form || '=%' THEN CAST(substr(o.breakdown, length(s.form) + 2) AS INTEGER) ELSE 0 END
  AS item, o.value, count(*) AS times
FROM soket.observation o JOIN soket.section s ON s.id = o.section_id JOIN soket.unit u ON u.id = s.unit_id
WHERE s.state = 'accepted' GROUP BY 1, 2, 3, 4;
CREATE TEMP TABLE ours_refused AS SELECT DISTINCT u.code AS unit
FROM soket.file f JOIN soket.unit u ON u.id = f.unit_id WHERE f.state = 'refused';
"""
_THEIRS = """
CREATE TEMP TABLE theirs AS SELECT unit, field, item, value, count(*) AS times
FROM script."values" GROUP BY 1, 2, 3, 4;
CREATE TEMP TABLE theirs_refused AS SELECT DISTINCT unit FROM script.refused;
"""


class Comparison(NamedTuple):
    """The first differences, the refused units before the values; how many values and refused units soket has."""

    differences: list[str]
    values: int
    refused: int


def compare(home: Path, out: Path) -> Comparison:
    found = []
    with closing(_opened(home, out)) as both:
        for what, ours, theirs in (("refused", "ours_refused", "theirs_refused"), ("loaded", "ours", "theirs")):
            for who, mine, others in (("soket alone", ours, theirs), ("the script alone", theirs, ours)):
                asked = f"SELECT * FROM {mine} EXCEPT SELECT * FROM {others} LIMIT {SHOWN}"
                found += [f"{what} by {who}: {' '.join(map(str, row))}" for row in both.execute(asked)]
        values = both.execute("SELECT coalesce(sum(times), 0) FROM ours").fetchone()[0]
        return Comparison(found, values, both.execute("SELECT count(*) FROM ours_refused").fetchone()[0])


def _opened(home: Path, out: Path) -> sqlite3.Connection:
    """What both have loaded and refused; neither warehouse can be changed."""
    connection = sqlite3.connect("file:agreement?mode=memory", uri=True)
    for name, folder in (("soket", home), ("script", out)):
        connection.execute(f"ATTACH ? AS {name}", (f"{(folder / 'warehouse.db').resolve().as_uri()}?mode=ro",))
    connection.executescript(_OURS + _THEIRS)
    return connection


def said(home: Path, out: Path) -> tuple[bool, str]:
    """Whether both agree, and the line that says so."""
    both = compare(home, out)
    if both.differences:
        return False, "; ".join(both.differences)
    return True, f"{out.name}: the same {both.values:,} values and the same {both.refused} refused units as soket"


def main(home: Path, out: Path) -> int:
    agreed, line = said(home, out)
    print(line)
    return 0 if agreed else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
