"""A line that a person reads with every name, and a log with none."""

from __future__ import annotations

from pathlib import Path

from domain.notice import Notice

TOLD = Notice("inbox/003/Bà Hoa.xlsx", "inbox/003/…", "could not be judged, ValueError", "bad 'Nguyễn Văn A'")


def test_a_person_reads_which_file_it_is_and_what_was_said_of_it() -> None:
    assert str(TOLD) == "inbox/003/Bà Hoa.xlsx: could not be judged, ValueError (bad 'Nguyễn Văn A')"


def test_a_log_has_neither_the_files_name_nor_what_is_quoted() -> None:
    assert TOLD.for_log == "inbox/003/…: could not be judged, ValueError"


def test_what_soket_named_itself_a_log_names_too() -> None:
    told = Notice.of_ours(Path("/nha/pages/2022H1.html"), "cannot be written")
    assert str(told) == told.for_log == "/nha/pages/2022H1.html: cannot be written"
