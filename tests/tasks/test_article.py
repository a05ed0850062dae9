"""Articles are read from text files in the encodings of offices and from Word documents, behind the fence."""

from __future__ import annotations

import io
import unicodedata
from pathlib import Path
from typing import Literal

import docx
import pytest

from tasks.article import UnreadableArticle, read_article
from tests.homes import SmallHome

TEXT = "Hội Khuyến học thành phố hiện có 188 chi hội với gần 34.000 hội viên.\nĐã khen thưởng 615 nhà giáo."


@pytest.mark.parametrize(
    ("encoding", "form"),
    [("utf-8", "NFC"), ("utf-8-sig", "NFC"), ("utf-8", "NFD"), ("utf-16", "NFC"), ("cp1258", "1258")],
)
def test_a_text_file_is_read_in_its_encoding(
    small_home: SmallHome, tmp_path: Path, encoding: str, form: Literal["NFC", "NFD", "1258"]
) -> None:
    path = tmp_path / "bai.txt"
    said = _for_1258(TEXT) if form == "1258" else unicodedata.normalize(form, TEXT)
    path.write_bytes(said.encode(encoding))
    assert unicodedata.normalize("NFC", read_article(small_home.open(), path).text) == TEXT


def _for_1258(text: str) -> str:
    """Letters with their own places, tones behind them, as the code page has them."""
    tones = "\u0300\u0301\u0303\u0309\u0323"
    parts = []
    for letter in text:
        marks = unicodedata.normalize("NFD", letter)
        base = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in tones))
        parts.append(base + "".join(mark for mark in marks if mark in tones))
    return "".join(parts)


def test_a_word_document_is_its_paragraphs_and_its_tables_are_counted(small_home: SmallHome, tmp_path: Path) -> None:
    document, path = docx.Document(), tmp_path / "bai.docx"
    for line in TEXT.splitlines():
        document.add_paragraph(line)
    document.add_table(1, 1).cell(0, 0).text = "7 lớp"
    data = io.BytesIO()
    document.save(data)
    path.write_bytes(data.getvalue())
    article = read_article(small_home.open(), path)
    assert (article.text, article.tables) == (TEXT, 1)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("bai.pdf", b"%PDF-1.7\n%\xe2\xe3", "cannot be read (scan"),
        ("bai.docx", b"PK\3\4 and no more", "cannot be read ("),
        ("bai.txt", b"", "cannot be read (empty"),
        ("bai.txt", b"\x89\xff\xfe\x00\x01\x02\x03", "cannot be read ("),
        ("none.txt", None, "no such file"),
    ],
)
def test_what_is_no_article_is_refused_in_one_line(
    small_home: SmallHome, tmp_path: Path, name: str, data: bytes | None, said: str
) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(UnreadableArticle) as refused:
        read_article(small_home.open(), path)
    assert said in str(refused.value) and "wanted a text file or a Word document" in str(refused.value)
    assert "\n" not in str(refused.value)
