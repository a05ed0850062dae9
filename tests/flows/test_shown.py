"""What a run's log tells of files: where and what, as the command does, and no person's name."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from domain.submission import Problem
from flows.parameters import RemindRequest
from flows.recorded import remind
from flows.remind import Reminded
from flows.server import Server
from tasks.receive import receive_by_hand
from tests.flows.test_step import flow_run, log_of
from tests.homes import SmallHome

pytestmark = pytest.mark.timeout(900)  # a server starts in it, on a machine that may be busy

NAME = "Nguyễn Văn A"
UNIT = "inbox/003-ban-khuyen-hoc-truong-ba"
JUDGED = "could not be judged, ValueError; report it, then 'soket reread'"


@pytest.fixture
def troubled(small_home: SmallHome, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SmallHome:
    """Files named after a person that came in every way, of which none can be judged; two that are nobody's; and a
    letter that somebody has put beside ours and that cannot be set aside."""
    sent = small_home.send("B-03").rename(small_home.folder("B-03") / f"{NAME} 6:2022.xlsx")
    by_hand = tmp_path / f"{NAME}.xlsx"
    by_hand.write_bytes(sent.read_bytes())
    receive_by_hand(small_home.open(), by_hand, "B-04", "thử", channel="Zalo")
    (small_home.path / "inbox" / "chua-ro-don-vi").mkdir()
    for folder in ("inbox", "inbox/chua-ro-don-vi"):
        (small_home.path / folder / f"{NAME}: lạ.xlsx").write_bytes(folder.encode())
    (small_home.path / "reminders" / "2022H1" / "2022-06-27" / f"{NAME}.docx").mkdir(parents=True)

    def quoting(home: Any, recognised: Any, receipts: Any) -> Any:
        raise ValueError(f"bad '{NAME}'")

    monkeypatch.setattr("tasks.decide.judge_batch", quoting)
    return small_home


@pytest.mark.usefixtures("recorded")
def test_a_log_tells_of_every_file_and_of_no_person(troubled: SmallHome, server: Server) -> None:
    asked = RemindRequest(period="2022H1", on=date(2022, 6, 27), wait=False)
    state = remind(asked, str(troubled.path), return_state=True)
    done = state.result()
    assert isinstance(done, Reminded) and done.collected is not None

    lines = log_of(server, flow_run(state))
    assert not [one for one in lines if NAME in one or "6:2022" in one]
    for logged in (
        f"{UNIT}/…: {JUDGED}",
        f"Zalo/…: {JUDGED}",
        "inbox/…: lies in no folder of a unit",
        "inbox/chua-ro-don-vi/…: nobody has told whose it is",
        f"{troubled.path / 'reminders' / '2022H1' / '2022-06-27'}: cannot be written",
    ):
        assert [one for one in lines if one.startswith(logged)], (logged, lines)

    told = [str(one) for one in (*done.collected.problems, *done.reminders.problems)]
    assert f"{UNIT}/{NAME} 6:2022.xlsx: {JUDGED} (bad '{NAME}')" in told
    assert f"Zalo/{NAME}.xlsx: {JUDGED} (bad '{NAME}')" in told
    problems = {one.problem for one in done.collected.received.unreceived if NAME in one.message}
    assert problems == {Problem.OUTSIDE, Problem.UNASSIGNED}
