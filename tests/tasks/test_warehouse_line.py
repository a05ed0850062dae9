"""One line of soket.toml is changed, and nothing else of it."""

from __future__ import annotations

import tomllib

import pytest

from tasks.registry import HomeError
from tasks.warehouse_line import warehouse_line, with_warehouse

URL = "postgresql+psycopg://soket@db.example/nha?sslmode=require"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('warehouse = ""  # trên máy chủ\n', f'warehouse = "{URL}"  # trên máy chủ\n'),
        ("  warehouse='sqlite:////srv/a.db'#x\n", f'  warehouse="{URL}"#x\n'),
        ('# warehouse = ""\ninboxes = ["a"]\n', f'warehouse = "{URL}"\n# warehouse = ""\ninboxes = ["a"]\n'),
        ("", f'warehouse = "{URL}"\n'),
        (f'warehouse = "{URL}"\n', f'warehouse = "{URL}"\n'),
    ],
)
def test_the_line_is_written_and_its_comment_kept(before: str, after: str) -> None:
    rest = '# đầu\n\n[association]\nname = "Hội"  # tên\nwarehouse = "kho"\n'
    assert with_warehouse(before + rest, URL) == after + rest


def test_without_a_line_and_without_a_url_nothing_changes() -> None:
    text = '[association]\nname = "Hội"\n'
    assert with_warehouse(text, "") == text
    assert tomllib.loads(with_warehouse(f'warehouse = "{URL}"\n{text}', "")) == {**tomllib.loads(text), "warehouse": ""}


@pytest.mark.parametrize(
    "text",
    ['warehouse = """\nx"""\n', 'x = """\nwarehouse = "a"\n"""\nwarehouse = "b"\n', '"ware\\u0068ouse" = "a"\n'],
)
def test_a_line_that_cannot_be_found_for_certain_is_left_to_a_person(text: str) -> None:
    with pytest.raises(HomeError, match="on a line of its own"):
        with_warehouse(text, URL)


def test_whatever_a_url_holds_the_line_means_it() -> None:
    url = 'postgresql+psycopg://u:"\\@h/kho số liệu'
    assert tomllib.loads(warehouse_line(url)) == {"warehouse": url}
    assert tomllib.loads(with_warehouse('warehouse = ""', url)) == {"warehouse": url}
