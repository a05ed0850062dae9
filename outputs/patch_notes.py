"""Notes on cells: the comments part of a sheet, and the boxes that Excel draws them in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from lxml import etree

from outputs.finding_list import Entry, Level, literal, printable
from outputs.patch_boxes import add_boxes, has_shapes, remove_boxes
from outputs.patch_parts import Package
from outputs.patch_sheet import SheetPart
from outputs.patch_xml import MAIN, CannotMark, Element, local

_HEADING = "Kiểm tra số liệu: "  # by it we know our words in a note again, whoever has saved the file since
_WORDS = ("Thấy", "Cần", "Cách sửa", "Lý do")
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_BOXES_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_AUTHOR = _HEADING.rstrip(": ")
_TEXT, _RUN, _LETTERS = f"{{{MAIN}}}text", f"{{{MAIN}}}r", f"{{{MAIN}}}t"
_MOST_LETTERS = 600  # of one line of a note; the list has the whole

_OURS = re.compile(
    rf"\n?{re.escape(_HEADING)}(?:{'|'.join(level.word for level in Level)})[^\n]*"
    + "".join(rf"(?:\n{word}: [^\n]*)?" for word in _WORDS)
)


def has_notes(package: Package, sheet: str) -> bool:
    """Whether words of ours may be in the notes of a sheet."""
    name = package.target(sheet, "comments")
    return name is not None and _HEADING.encode() in package.part(name)


def take_notes_off(package: Package, sheet: str, worksheet: SheetPart) -> None:
    """Removes what we wrote in the notes of a sheet: whole notes, or our lines of one that the sender wrote in."""
    name, boxes = package.target(sheet, "comments"), package.target(sheet, "vmlDrawing")
    if name is None or not has_notes(package, sheet):
        return
    emptied = [note for note in package.changed(name).iter(f"{{{MAIN}}}comment") if _without_ours(note)]
    for note in emptied:
        if (holder := note.getparent()) is not None:
            holder.remove(note)
    if boxes is not None:
        package.put(boxes, remove_boxes(package.part(boxes), [note.get("ref", "") for note in emptied]))
    if boxes is not None and package.tree(name).find(f".//{{{MAIN}}}comment") is None:
        _drop_empty(package, sheet, worksheet, name, boxes)


def _drop_empty(package: Package, sheet: str, worksheet: SheetPart, name: str, boxes: str) -> None:
    """The parts of the notes, where none is left and nothing else is drawn with them."""
    keys = {link.target: link.id for link in package.links(sheet)}
    if has_shapes(package.part(boxes)) or worksheet.drawing_of_notes() != keys[boxes]:
        return
    worksheet.refer_to_no_notes()
    for part in (name, boxes):
        package.unlink(sheet, keys[part])
        package.drop(part)


def put_notes_on(package: Package, sheet: str, worksheet: SheetPart, notes: Mapping[str, Sequence[Entry]]) -> None:
    """Writes the entries of each cell into a note: its own, or more lines in the one that is there.

    A cell that is being talked about (a threaded comment) is left alone; the list has its findings.
    """
    talked = _talked_about(package, sheet)
    wanted = {cell: entries for cell, entries in notes.items() if cell not in talked}
    if not wanted:
        return
    root = package.changed(_comments(package, sheet))
    listed = root.find(f"{{{MAIN}}}commentList")
    if listed is None:
        raise CannotMark("damaged")
    there = {note.get("ref"): note for note in listed}
    new = {cell: entries for cell, entries in wanted.items() if cell not in there}
    for cell, entries in wanted.items():
        if cell in there:
            _add_lines(there[cell], entries)
    author = _author(root) if new else 0
    for cell, entries in new.items():
        note = etree.SubElement(listed, f"{{{MAIN}}}comment", ref=cell, authorId=str(author))
        etree.SubElement(note, _TEXT).extend(_runs(entries, first=True))
    if new:
        _draw(package, sheet, worksheet, {cell: _length(entries) for cell, entries in new.items()})


# --- words ----------------------------------------------------------------------------------------------


def _runs(entries: Sequence[Entry], *, first: bool) -> Iterator[Element]:
    """A heavy line that names the level, and what to do."""
    for number, entry in enumerate(entries):
        ahead = "" if first and number == 0 else "\n"
        yield _run(f"{ahead}{_HEADING}{entry.level.word}", entry.level.ink, heavy=True)
        yield _run("".join(f"\n{line}" for line in _lines(entry)), "000000")


def _lines(entry: Entry) -> Iterator[str]:
    for word, text in zip(_WORDS, (entry.saw, entry.wanted, entry.mend, entry.explained), strict=True):
        said = " ".join(printable(text or "").split())
        if said:
            yield f"{word}: {said if len(said) <= _MOST_LETTERS else said[:_MOST_LETTERS] + '…'}"


def _run(text: str, ink: str, *, heavy: bool = False) -> Element:
    run = etree.Element(_RUN)
    look = etree.SubElement(run, f"{{{MAIN}}}rPr")
    if heavy:
        etree.SubElement(look, f"{{{MAIN}}}b")
    etree.SubElement(look, f"{{{MAIN}}}sz", val="11")
    etree.SubElement(look, f"{{{MAIN}}}color", rgb=f"FF{ink}")
    etree.SubElement(look, f"{{{MAIN}}}rFont", val="Times New Roman")
    _say(etree.SubElement(run, _LETTERS), literal(text))
    return run


def _say(letters: Element, text: str) -> None:
    letters.text = text
    letters.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _length(entries: Sequence[Entry]) -> int:
    return sum(len(line) // 36 + 1 for entry in entries for line in ("", *_lines(entry)))


def _add_lines(note: Element, entries: Sequence[Entry]) -> None:
    """Behind the words that are there; a plain text becomes a run, for the two do not stand beside each other."""
    text = note.find(_TEXT)
    if text is None:
        raise CannotMark("damaged")
    for plain in text.findall(_LETTERS):
        run = etree.Element(_RUN)
        text.replace(plain, run)
        run.append(plain)
    at = sum(1 for child in text if local(child) == "r")
    text[at:at] = list(_runs(entries, first=False))


def _without_ours(note: Element) -> bool:
    """Takes our lines out of a note; whether nothing else was in it."""
    letters = list(note.iter(_LETTERS))
    whole = "".join(one.text or "" for one in letters)
    gone = {at for found in _OURS.finditer(whole) for at in range(*found.span())}
    if not gone:
        return False
    start = 0
    for one in letters:
        text = one.text or ""
        _say(one, "".join(letter for at, letter in enumerate(text, start=start) if at not in gone))
        start += len(text)
        run = one.getparent()
        if not one.text and run is not None and run.tag == _RUN and (holder := run.getparent()) is not None:
            holder.remove(run)
    return len(gone) == len(whole) or not any((one.text or "").strip() for one in note.iter(_LETTERS))


# --- parts ----------------------------------------------------------------------------------------------


def _comments(package: Package, sheet: str) -> str:
    """The part with the sheet's notes, made where there is none."""
    name = package.target(sheet, "comments")
    if name is None:
        name = package.new_name("xl/comments", ".xml")
        package.put(name, f'<comments xmlns="{MAIN}"><authors/><commentList/></comments>'.encode())
        package.declare(name, _TYPE)
        package.link(sheet, "comments", name)
    return name


def _author(root: Element) -> int:
    authors = root.find(f"{{{MAIN}}}authors")
    if authors is None:
        raise CannotMark("damaged")
    names = [one.text for one in authors]
    if _AUTHOR not in names:
        etree.SubElement(authors, f"{{{MAIN}}}author").text = _AUTHOR
        return len(names)
    return names.index(_AUTHOR)


def _draw(package: Package, sheet: str, worksheet: SheetPart, lengths: Mapping[str, int]) -> None:
    """Boxes for new notes, in the drawing of the sheet's notes, made where there is none."""
    key = worksheet.drawing_of_notes()
    name = next((link.target for link in package.links(sheet) if link.id == key), None) if key else None
    if name is None:
        name = package.new_name("xl/drawings/vmlDrawing", ".vml")
        package.declare(name, _BOXES_TYPE)
        worksheet.refer_to_notes(package.link(sheet, "vmlDrawing", name))
    others = [package.part(other) for other in package.names(".vml")]
    package.put(name, add_boxes(package.part(name) if name in package else None, lengths, others))


def _talked_about(package: Package, sheet: str) -> set[str]:
    parts = [link.target for link in package.links(sheet) if link.kind == "threadedComment" and link.target in package]
    return {one.get("ref", "") for part in parts for one in package.tree(part) if one.get("ref")}
