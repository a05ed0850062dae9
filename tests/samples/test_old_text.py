"""Text before Unicode: each letter to the byte that the old programs gave it."""

from __future__ import annotations

import codecs
import shutil
import subprocess
import unicodedata

import pytest

from samples.old_text import _TCVN3, tcvn3, windows_1258


def test_tcvn3_is_what_old_documents_show_on_a_machine_without_its_fonts() -> None:
    assert tcvn3("Hội Khuyến học").decode("cp1252") == "Héi KhuyÕn häc"
    assert tcvn3("Đơn vị báo cáo; Ước").decode("cp1252") == "§¬n vÞ b¸o c¸o; ¦íc"


def test_every_letter_of_the_alphabet_has_a_byte_of_its_own() -> None:
    letters = [
        unicodedata.normalize("NFC", v + t) for v in "aăâeêioôơuưy" for t in ("", *"\u0300\u0301\u0303\u0309\u0323")
    ]
    assert len({tcvn3(letter + "đ") for letter in letters}) == 72
    assert len(set(_TCVN3.values())) == len(_TCVN3) == 74


@pytest.mark.skipif(shutil.which("iconv") is None, reason="iconv is not installed")
def test_iconv_writes_the_same_bytes() -> None:
    letters = "".join(_TCVN3)
    done = subprocess.run(
        ["iconv", "-f", "UTF-8", "-t", "TCVN5712-1"], input=letters.encode(), capture_output=True, check=True
    )
    assert done.stdout == tcvn3(letters)


def test_capitals_with_a_tone_take_the_small_letters_byte() -> None:
    assert tcvn3("BÁO CÁO") == tcvn3("BáO CáO")


def test_marks_apart_and_typographic_signs_are_written_too() -> None:
    assert tcvn3(unicodedata.normalize("NFD", "học – “a”…")) == tcvn3("học") + b' - "a"...'


def test_code_page_1258_has_the_tone_behind_its_letter() -> None:
    written = windows_1258("Hội Khuyến học")
    assert written == b"H\xf4\xf2i Khuy\xea\xecn ho\xf2c"
    assert unicodedata.normalize("NFC", written.decode("cp1258")) == "Hội Khuyến học"


def test_code_page_1258_keeps_what_it_has_whole() -> None:
    text = "Lũy kế; Ứng; đồng; 1.600"
    assert unicodedata.normalize("NFC", codecs.decode(windows_1258(text), "cp1258")) == text
