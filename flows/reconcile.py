"""reconcile: the figures of an article or a speech, each beside the closed one."""

from __future__ import annotations

from pathlib import Path

from domain.half_year import HalfYear
from domain.prose.claim import Claim, Verdict
from flows import shown
from flows.begin import begin, ended
from flows.parameters import ReconcileRequest
from flows.step import step
from tasks.article import read_article
from tasks.home import Home
from tasks.reconcile import ground_of
from tasks.reconcile import reconcile as compare


def reconcile(request: ReconcileRequest, home: str = ".") -> list[Claim]:
    """The figures of a text that was pasted, or of a file on this machine. ValueError where there is neither or both.

    Args:
        home: Thư mục của Hội trên máy chủ.
    """
    opened, period = begin(home), HalfYear.parse(request.period)
    opened.dates(period)
    said = _text(opened, request)
    found = step(compare, ground_of(opened, period, request.version or None), said)
    shown.claims(period, found)
    wrong = sum(one.verdict is Verdict.DISAGREES for one in found)
    return ended(found, "Disagrees", f"reconcile: figures that disagree: {wrong}") if wrong else found


def _text(home: Home, request: ReconcileRequest) -> str:
    if bool(request.text.strip()) is bool(request.file.strip()):
        raise ValueError("reconcile: wanted the text ('Bài viết') or the name of its file ('Tệp'), one of them")
    return request.text or read_article(home, Path(request.file.strip())).text
