"""Byte flips, truncations and zero tails over files that are accepted: refused, or the same values.

    python -m tests.reliability.flips [--count 600] [--seed 1]

An .xls and a CSV have no checksum of their own: for them the control total answers, and where the damage
took that too, a form that is lost is a gap that stops the gate, while a number that changed is a fault.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.hostile.delivery import Run
    from tests.hostile.record import Hostile

PROMISED = ("xlsx", "ods", "docx")
FORMATS = (*PROMISED, "csv", "xls")
Damage = Callable[[bytes, random.Random], bytes]


def flip_bit(data: bytes, dice: random.Random) -> bytes:
    bent = bytearray(data)
    bent[dice.randrange(len(bent))] ^= 1 << dice.randrange(8)
    return bytes(bent)


def change_byte(data: bytes, dice: random.Random) -> bytes:
    bent = bytearray(data)
    at = dice.randrange(len(bent))
    bent[at] = (bent[at] + dice.randrange(1, 256)) % 256
    return bytes(bent)


def change_several(data: bytes, dice: random.Random) -> bytes:
    for _ in range(dice.randrange(2, 20)):
        data = change_byte(data, dice)
    return data


def cut(data: bytes, dice: random.Random) -> bytes:
    return data[: dice.randrange(1, len(data))]


def zero_tail(data: bytes, dice: random.Random) -> bytes:
    keep = dice.randrange(1, len(data))
    return data[:keep].ljust(len(data), b"\0")


def zero_block(data: bytes, dice: random.Random) -> bytes:
    """A block of a disk or of a copy over the network that never arrived."""
    size = dice.choice([64, 512, 4096])
    at = dice.randrange(len(data))
    return data[:at] + bytes(min(size, len(data) - at)) + data[at + size :]


def lose_block(data: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(data))
    return data[:at] + data[at + dice.choice([1, 16, 512]) :]


DAMAGES: Sequence[Damage] = (flip_bit, change_byte, change_several, cut, zero_tail, zero_block, lose_block, flip_bit)


def damaged_files(count: int, seed: int, formats: Sequence[str]) -> Iterator[Hostile]:
    """So many files, the formats and damages in turn; the same for the same seed."""
    from tests.hostile.record import Hostile

    for number in range(count):
        suffix, damage = formats[number % len(formats)], DAMAGES[(number // len(formats)) % len(DAMAGES)]
        yield Hostile(
            id=f"{suffix}-{damage.__name__}-{number}",
            name=f"bieu.{suffix}",
            expect=frozenset(),
            lacks=suffix not in PROMISED,
            what=f"{damage.__name__} with seed {seed}:{number}",
            make=lambda base, s=suffix, d=damage, n=number: d(base.of(s), random.Random(f"{seed}:{n}")),  # type: ignore[misc]
        )


def run_flips(count: int, seed: int, formats: Sequence[str], folder: Path) -> list[Run]:
    from tests.hostile.delivery import collect_all

    return collect_all(folder, list(damaged_files(count, seed, formats)))


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=900)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="soket-flips-") as folder:
        runs = run_flips(options.count, options.seed, FORMATS, Path(folder))
    wrong = [line for run in runs for line in run.complaints()]
    print(*wrong, sep="\n")
    print("format    damaged  refused  accepted unchanged")
    for suffix in FORMATS:
        outcomes = [one for run in runs for id_, one in run.outcomes.items() if id_.startswith(f"{suffix}-")]
        taken = Counter("accepted" in one.reasons for one in outcomes)
        print(f"{suffix:<8} {len(outcomes):>8} {taken[False]:>8} {taken[True]:>19}")
    print(f"accepted with a changed number, crashed or not answered: {len(wrong)}")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
