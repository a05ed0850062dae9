"""A package of which some parts are changed."""

from __future__ import annotations

import io
import zipfile

import pytest

from outputs.patch_parts import Package
from outputs.patch_xml import CannotMark
from tests.decorated import book, packed, samples, unpacked


def test_what_is_only_looked_at_stays_as_it_is() -> None:
    data = book()
    package = Package.open(data)
    for name in package.names(".xml"):
        package.tree(name)
    assert unpacked(package.packed()) == unpacked(data)


def test_what_is_changed_is_written_again() -> None:
    package = Package.open(book())
    package.changed("xl/workbook.xml").set("conformance", "transitional")
    assert b'conformance="transitional"' in unpacked(package.packed())["xl/workbook.xml"]


def test_parts_stay_in_their_order_and_new_ones_come_behind() -> None:
    data = book()
    package = Package.open(data)
    package.put("xl/new.xml", b"<a/>")
    assert zipfile.ZipFile(io.BytesIO(package.packed())).namelist() == [*unpacked(data), "xl/new.xml"]


def test_a_part_that_is_put_in_takes_the_place_of_its_tree() -> None:
    package = Package.open(book())
    package.changed("xl/workbook.xml").set("a", "b")
    package.put("xl/workbook.xml", b"<workbook/>")
    assert not package.tree("xl/workbook.xml").attrib
    assert unpacked(package.packed())["xl/workbook.xml"] == b"<workbook/>"


def test_a_part_goes_with_its_type_and_its_relationships() -> None:
    package = Package.open(samples()["notes"])
    package.drop("xl/worksheets/sheet1.xml")
    parts = unpacked(package.packed())
    assert "xl/worksheets/sheet1.xml" not in parts
    assert "xl/worksheets/_rels/sheet1.xml.rels" not in parts
    assert b"/xl/worksheets/sheet1.xml" not in parts["[Content_Types].xml"]
    assert b"/xl/worksheets/sheet2.xml" in parts["[Content_Types].xml"]


def test_relationships_are_resolved_from_the_folder_of_their_part() -> None:
    package = Package.open(samples()["notes"])
    assert package.target("", "officeDocument") == "xl/workbook.xml"
    assert package.target("xl/worksheets/sheet1.xml", "comments") == "xl/comments1.xml"
    assert package.target("xl/worksheets/sheet2.xml", "comments") is None


def test_a_link_out_of_the_package_leads_to_no_part() -> None:
    package = Package.open(samples()["views and looks"])
    outside = [one for one in package.links("xl/worksheets/sheet1.xml") if one.kind == "hyperlink"]
    assert [one.target for one in outside] == [""]


def test_a_new_relationship_has_an_id_of_its_own_and_can_be_taken_back() -> None:
    package = Package.open(book())
    ids = [package.link("xl/worksheets/sheet2.xml", "comments", f"xl/comments{number}.xml") for number in range(3)]
    assert len(set(ids)) == 3
    assert [one.target for one in package.links("xl/worksheets/sheet2.xml")] == [
        f"xl/comments{n}.xml" for n in range(3)
    ]
    for key in ids:
        package.unlink("xl/worksheets/sheet2.xml", key)
    assert unpacked(package.packed()) == unpacked(book())


def test_a_new_name_is_free_whatever_the_case_of_its_letters() -> None:
    package = Package({"xl/Comments1.xml": b"", "xl/comments3.xml": b""})
    assert package.new_name("xl/comments", ".xml") == "xl/comments2.xml"
    assert package.new_name("xl/other", ".xml") == "xl/other1.xml"


def test_a_package_that_would_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("outputs.patch_parts._MOST_BYTES", 1_000)
    with pytest.raises(CannotMark, match="too_large"):
        Package.open(packed({"[Content_Types].xml": bytes(1_001)}))
