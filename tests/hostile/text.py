"""Delimited text: encodings, quotes, widths, floods, and numbers that read two ways."""

from __future__ import annotations

from collections.abc import Iterator

from samples.files import delimited
from tests.hostile.bases import Base
from tests.hostile.record import Hostile, one

BAD, HEAVY = "damaged|unsafe", "damaged|unsafe|too_heavy|unknown_form"
MISREAD = "damaged|unsafe|control_total|unknown_form|no_period|whole_number"
MARK = "\ufeff"


def text(base: Base) -> str:
    return base.csv.decode("utf-8-sig")


def swapped(base: Base, old: str, new: str) -> bytes:
    said = text(base)
    assert old in said, f"no {old!r}"
    return (MARK + said.replace(old, new, 1)).encode()


def files() -> Iterator[Hostile]:
    yield from encodings()
    yield from shapes()
    yield from floods()
    yield from numbers()
    for id_, keep in (("third", 0.3), ("half", 0.5), ("most", 0.8)):
        yield one(
            f"csv-cut-{id_}",
            "c.csv",
            MISREAD,
            f"half copied: {keep:.0%} of it are there",
            lambda b, keep=keep: b.csv[: int(len(b.csv) * keep)],  # type: ignore[misc]
        )
        yield one(
            f"csv-zeros-{id_}",
            "z.csv",
            MISREAD,
            f"a copy that stopped at {keep:.0%}: zeros behind it",
            lambda b, keep=keep: b.csv[: int(len(b.csv) * keep)].ljust(len(b.csv), b"\0"),  # type: ignore[misc]
        )


def encodings() -> Iterator[Hostile]:
    for encoding, expect in (
        ("utf-8", "accepted"),
        ("utf-16", "accepted"),
        ("utf-16-le", f"accepted|{BAD}"),
        ("utf-16-be", f"accepted|{BAD}"),
        ("utf-32", f"accepted|{MISREAD}|unsupported"),
        ("utf-7", MISREAD),
        ("cp037", f"{MISREAD}|unsupported"),
    ):
        yield one(
            f"csv-{encoding}",
            "e.csv",
            expect,
            f"in {encoding}",
            lambda b, encoding=encoding: text(b).encode(encoding, "replace"),  # type: ignore[misc]
        )
    yield one("csv-cp1258", "e.csv", f"accepted|{MISREAD}", "in cp1258, as an old Excel saves it", _in_cp1258)
    yield one("csv-cp1258-mixed", "e.csv", f"accepted|{MISREAD}", "half in utf-8 and half in cp1258", _mixed)
    yield one(
        "csv-invalid",
        "e.csv",
        f"accepted|{MISREAD}",
        "a byte that is no utf-8",
        lambda b: b.csv.replace("ổ".encode(), b"\xff", 1),
    )
    yield one(
        "csv-two-marks", "e.csv", f"accepted|{MISREAD}", "two byte order marks", lambda b: b"\xef\xbb\xbf" + b.csv
    )
    yield one(
        "csv-wrong-mark", "e.csv", MISREAD, "a mark of utf-16 before utf-8", lambda b: b"\xff\xfe" + text(b).encode()
    )
    yield one(
        "csv-odd-utf-16",
        "e.csv",
        f"accepted|{MISREAD}",
        "utf-16 with half a letter",
        lambda b: text(b).encode("utf-16")[:-1],
    )
    yield one(
        "csv-nul",
        "e.csv",
        f"accepted|{BAD}|whole_number|control_total",
        "a NUL inside a number",
        lambda b: swapped(b, ";7319;", ";73\x0019;"),
    )
    yield one(
        "csv-nuls",
        "e.csv",
        MISREAD,
        "a NUL after every letter, without a mark",
        lambda b: b"".join(bytes((c, 0)) for c in b.csv[3:]),
    )
    yield one(
        "csv-escape",
        "e.csv",
        "accepted|unsafe|damaged",
        "colours of a terminal in a text",
        lambda b: swapped(b, "hoạt động chưa đều", "\x1b[31mđỏ\x07\x1b]0;x\x07"),
    )


def _in_cp1258(base: Base) -> bytes:
    """cp1258 has letters with a hat or horn and the tones as marks of their own."""
    import unicodedata

    out: list[str] = []
    for letter in text(base):
        parts = unicodedata.normalize("NFD", letter)
        tones = "".join(p for p in parts if p in "\u0300\u0301\u0303\u0309\u0323")
        out.append(unicodedata.normalize("NFC", "".join(p for p in parts if p not in tones)) + tones)
    return "".join(out).encode("cp1258", "replace")


def _mixed(base: Base) -> bytes:
    first, second = text(base)[:1000], base.csv[1400:]
    return first.encode() + b"\r\n" + _in_cp1258(base)[1000:1400] + second


def shapes() -> Iterator[Hostile]:
    def lines(base: Base) -> list[str]:
        return text(base).split("\r\n")

    for id_, make, expect, what in (
        ("comma", lambda b: _with_delimiter(b, ","), "accepted", "commas between the cells"),
        ("tab", lambda b: _with_delimiter(b, "\t"), "accepted", "tabs between the cells"),
        ("pipe", lambda b: _with_delimiter(b, "|"), MISREAD, "bars between the cells"),
        ("mixed", lambda b: (MARK + "\r\n".join(x.replace(";", ",") if n % 2 else x for n, x in enumerate(lines(b)))).encode(), MISREAD, "every second line by commas"),
        ("sep-line", lambda b: (MARK + "sep=;\r\n" + text(b)).encode(), "accepted", "Excel's own first line"),
        ("open-quote", lambda b: swapped(b, ";7319;", ';"7319;'), MISREAD, "a quote that never closes"),
        ("open-quote-first", lambda b: (MARK + '"' + text(b)).encode(), f"accepted|{MISREAD}", "a quote that never closes, at the start"),
        ("stray-quote", lambda b: swapped(b, "hoạt động chưa đều", 'hoạt "động" chưa đều'), "accepted|damaged", "quotes inside a text"),
        ("quoted-all", lambda b: (MARK + "\r\n".join(";".join(f'"{c}"' for c in x.split(";")) for x in lines(b) if '"' not in x)).encode(), "accepted", "every cell between quotes"),
        ("old-mac", lambda b: (MARK + text(b).replace("\r\n", "\r")).encode(), f"accepted|{MISREAD}", "lines that end as on an old Mac"),
        ("unix", lambda b: (MARK + text(b).replace("\r\n", "\n")).encode(), "accepted", "lines that end as on Unix"),
        ("double-ends", lambda b: (MARK + text(b).replace("\r\n", "\r\r\n")).encode(), f"accepted|{MISREAD}", "lines that end twice"),
        ("separator-u2028", lambda b: swapped(b, "hoạt động", "hoạt\u2028động\x0b\x0c\x1c\x85"), "accepted|damaged|unsafe", "line ends that only Unicode knows in a text"),
        ("blank-lines", lambda b: (MARK + "\r\n" * 5000 + text(b)).encode(), "accepted|too_heavy", "5,000 blank lines in front"),
        ("no-end", lambda b: b.csv.rstrip(), "accepted", "no end of the last line"),
        ("trailing", lambda b: (MARK + "\r\n".join(x + ";" * 200 for x in lines(b))).encode(), "accepted", "200 empty cells behind each line"),
        ("only-header", lambda b: (MARK + "\r\n".join(lines(b)[:12])).encode(), MISREAD, "a cover and no form"),
        ("no-control", lambda b: delimited(b.without_control()), "accepted", "no control total: accepted with a warning"),
        ("control-nonsense", lambda b: swapped(b, "Tổng kiểm tra;14107915", "Tổng kiểm tra;abc"), "accepted|control_total|whole_number", "a control total that is no number"),
        ("control-other", lambda b: swapped(b, "Tổng kiểm tra;14107915", "Tổng kiểm tra;14107916"), "control_total", "a control total one too large"),
        ("spaces", lambda b: (MARK + "\r\n".join(" ; ".join(x.split(";")) for x in lines(b))).encode(), "accepted", "spaces around each cell"),
        ("nbsp", lambda b: (MARK + text(b).replace(" ", "\u00a0")).encode(), "accepted", "no-break spaces for spaces"),
        ("formula", lambda b: swapped(b, "Hạn chế;", 'Hạn chế;=HYPERLINK("http://127.0.0.1:9/") '), "accepted|damaged|unsafe|uncached_formula", "a formula in a text"),
        ("formula-number", lambda b: swapped(b, ";7319;", ";=7319;"), "whole_number|uncached_formula", "a formula where a number is asked for"),
        ("formula-label", lambda b: swapped(b, "Nhà giáo được khen thưởng", "=1+1"), MISREAD + "|accepted", "a formula for a label"),
    ):  # fmt: skip
        yield one(f"csv-{id_}", "s.csv", expect, what, make)


def _with_delimiter(base: Base, mark: str) -> bytes:
    import csv
    import io

    out = io.StringIO()
    csv.writer(out, delimiter=mark, lineterminator="\r\n").writerows(csv.reader(io.StringIO(text(base)), delimiter=";"))
    return (MARK + out.getvalue()).encode()


def floods() -> Iterator[Hostile]:
    for id_, make, what in (
        ("columns", lambda b: b.csv + b"a;" * 1_000_000, "a line of a million cells"),
        ("empty-columns", lambda b: b.csv + b";" * 5_000_000, "a line of five million empty cells"),
        ("rows", lambda b: b.csv + b"a;1\r\n" * 600_000, "600,000 lines more"),
        ("line", lambda b: b.csv + b"x" * 20_000_000, "a line of 20 MB"),
        ("quoted-line", lambda b: b.csv + b'"' + b"x\r\n" * 5_000_000 + b'"', "a quoted cell of 15 MB"),
        ("quotes", lambda b: b.csv + b'"' * 9_999_999, "ten million quotes"),
    ):
        yield one(f"csv-{id_}", "f.csv", f"accepted|{HEAVY}", what, make)
    yield one("csv-50-mb", "f.csv", "too_large", "a line of 50 MB", lambda b: b.csv + b"x" * 50 * 2**20)
    yield one("csv-zeros-file", "f.csv", "damaged|empty|unsafe", "200 KB of zeros", lambda _: bytes(200_000))
    yield one(
        "csv-blank",
        "f.csv",
        "empty|unknown_form|damaged",
        "nothing but spaces and line ends",
        lambda _: b"  \r\n" * 300,
    )
    yield one(
        "csv-mark-only",
        "f.csv",
        "empty|unknown_form|damaged",
        "a byte order mark and nothing else",
        lambda _: MARK.encode(),
    )
    yield one(
        "csv-garbage",
        "f.csv",
        f"{MISREAD}|unsupported",
        "bytes of a generator of random numbers",
        lambda _: _noise(60_000),
    )
    yield one(
        "csv-prose",
        "f.csv",
        "unknown_form",
        "a letter",
        lambda _: "Kính gửi văn phòng, đơn vị chưa có số liệu.\r\n".encode(),
    )


def _noise(size: int) -> bytes:
    import random

    return random.Random(7).randbytes(size)


def numbers() -> Iterator[Hostile]:
    """HIT as people (and others) type it, in a file without a control total."""
    whole = "whole_number"
    for id_, written, expect in (
        ("dotted", "7.319", "accepted"),
        ("comma", "7,319", "accepted|ambiguous_number"),
        ("space", "7 319", "accepted"),
        ("nbsp", "7\u00a0319", "accepted"),
        ("thin", "7\u2009319", "accepted|whole_number"),
        ("unit", "7.319 nhà giáo", "accepted"),
        ("unit-joined", "7319người", "accepted|whole_number"),
        ("plus", "+7319", "accepted|whole_number"),
        ("wide", "７３１９", "accepted|whole_number"),
        ("arabic", "٧٣١٩", "accepted|whole_number"),
        ("scale", "7 nghìn 319", "accepted|whole_number"),
        ("float", "7319,0", "accepted|whole_number|ambiguous_number"),
        ("zero-width", "73\u200b19", "accepted|whole_number|unsafe"),
        ("negative", "-7319", whole),
        ("minus", "\u22127319", whole),
        ("brackets", "(7319)", whole),
        ("brackets-dot", "(7.319)", whole),
        ("decimal", "7319,5", f"{whole}|ambiguous_number"),
        ("decimal-dot", "7319.25", f"{whole}|ambiguous_number"),
        ("grouped-badly", "73.19", whole),
        ("grouped-mixed", "7.319,000.1", whole),
        ("two-groups", "7.319.50", whole),
        ("exponent", "1e5", whole),
        ("exponent-caps", "7.319E3", whole),
        ("nan", "NaN", whole),
        ("infinite", "Infinity", whole),
        ("huge", "1" + "0" * 20, whole),
        ("vast", "9" * 5000, whole),
        ("words", "bảy nghìn", whole),
        ("range", "7318-7319", whole),
        ("fraction", "7319/7400", whole),
        ("fraction-letter", "7319½", whole),
        ("power", "7319²", whole),
        ("roman", "Ⅶ", whole),
        ("about", "~7319", whole),
        ("at-least", ">7319", whole),
        ("sum", "7000+319", whole),
        ("percent", "7319%", whole),
        ("letter-o", "73l9", whole),
        ("letter-zero", "73O9", whole),
        ("hundred", "73 trăm", whole),
        ("dozen", "7 tá", whole),
        ("date", "7/3/19", whole),
        ("two-lines", '"7319\r\n12"', whole),
        ("bidi", "\u202e9137", f"{whole}|unsafe"),
        ("mark", "?", whole),
    ):
        yield one(
            f"typed-{id_}",
            "n.csv",
            expect,
            f"{written[:30]!r} where a number is asked for",
            lambda b, written=written: _typed(b, written),  # type: ignore[misc]
        )
    yield one(
        "typed-two-ways",
        "n.csv",
        "ambiguous_number",
        "1.600 beside 1,600",
        lambda b: _typed_twice(b, "1.600", "1,600"),
    )
    yield one(
        "typed-decimal-way",
        "n.csv",
        "ambiguous_number|whole_number",
        "1.600 beside 12,5",
        lambda b: _typed_twice(b, "1.600", "12,5"),
    )


def _typed(base: Base, written: str) -> bytes:
    said = delimited(base.without_control()).decode("utf-8-sig")
    assert ";7319;" in said
    return (MARK + said.replace(";7319;", f";{written};", 1)).encode()


def _typed_twice(base: Base, one_way: str, other: str) -> bytes:
    said = delimited(base.without_control()).decode("utf-8-sig")
    assert ";7319;1400000;" in said
    return (MARK + said.replace(";7319;1400000;", f";{one_way};{other};", 1)).encode()
