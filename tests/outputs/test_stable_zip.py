"""Packages that tell nothing of when they were packed."""

from __future__ import annotations

import io
import zipfile

from outputs.stable_zip import pack, stable_zip


def test_equal_parts_are_equal_bytes_whenever_and_in_whatever_order_they_were_packed() -> None:
    one, other = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(one, "w") as archive:
        archive.writestr(zipfile.ZipInfo("a.xml", (2022, 6, 1, 8, 0, 0)), b"a")
        archive.writestr("đ.xml", b"b")
    with zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("đ.xml", b"b")
        archive.writestr("a.xml", b"a")
    assert stable_zip(one.getvalue()) == stable_zip(other.getvalue()) == pack({"a.xml": b"a", "đ.xml": b"b"})


def test_parts_are_packed_in_their_order() -> None:
    with zipfile.ZipFile(io.BytesIO(pack({"b": b"", "a": b"1"}))) as archive:
        assert [(one.filename, one.date_time[0]) for one in archive.infolist()] == [("b", 1980), ("a", 1980)]
