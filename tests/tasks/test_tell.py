"""What waits in the outbox, sent to channels that work, fail, or die."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update

from domain.alert import Alert, Digest, Event, Sender, of_findings
from domain.finding import Finding, Severity
from outputs.alert import Message
from tasks import tell as telling
from tasks.channel import Undelivered
from tasks.registry import HomeError
from tasks.tell import NobodyListens, Told, drop_channel, tell
from tests.homes import SmallHome, period_table
from warehouse import outbox, tables

QUICK = (0.0, 0.0)


class Channel:
    """A channel that takes messages, but for its first ``fails`` tries."""

    def __init__(self, fails: int = 0, error: type[Exception] = Undelivered) -> None:
        self.fails, self.error, self.tries = fails, error, 0
        self.taken: list[Message] = []
        self.digests: list[Digest] = []

    def __call__(self, digest: Digest, message: Message) -> None:
        self.tries += 1
        if self.tries <= self.fails:
            raise self.error("connection refused")
        self.taken.append(message)
        self.digests.append(digest)


def alerts(unit: str, *rules: str) -> list[Alert]:
    sender = Sender(unit, f"Hội {unit}", int(unit), f"inbox/{unit}/bieu.xlsx")
    found = [
        ("bieu_1", Finding(rule, Severity.WARN, None, "Biểu 1", "F9", "để trống", "", "Ghi số.")) for rule in rules
    ]
    return list(of_findings(Event.WARNED, "2022H1", sender, found))


def queue(home: SmallHome, told: Sequence[Alert], *channels: str) -> None:
    with home.open().warehouse.write() as connection:
        outbox.queue(connection, told, channels or ("thu-ky",))


def run(home: SmallHome, waive: bool = False, **channels: Channel) -> Told:
    named = {name.replace("_", "-"): channel for name, channel in channels.items()}
    return tell(home.open(), named, waive=waive, pauses=QUICK)


def delivered(home: SmallHome, channel: str = "thu-ky") -> list[tuple[int, bool, str | None]]:
    columns = ("channel", "attempts", "sent_at", "last_error")
    rows = home.rows(tables.delivery, *columns)
    return [(attempts, sent is not None, error) for name, attempts, sent, error in rows if name == channel]


def next_tries(home: SmallHome) -> list[timedelta]:
    times = [at for name, at in home.rows(tables.delivery, "channel", "next_try_at") if name == "thu-ky" and at]
    return [datetime.fromisoformat(at) - datetime.now(UTC) for at in times]


def let_time_pass(home: SmallHome) -> None:
    with home.open().warehouse.write() as connection:
        connection.execute(update(tables.delivery).values(next_try_at="2000-01-01T00:00:00.000000+00:00"))


def test_alerts_of_one_rule_and_form_are_one_message(small_home: SmallHome) -> None:
    queue(small_home, [*alerts("1", "a", "b"), *alerts("2", "a")])
    channel = Channel()
    assert run(small_home, thu_ky=channel) == Told(2)
    assert [(one.rule, one.units) for one in channel.digests] == [("a", 2), ("b", 1)]
    assert channel.taken[0].title == "[soket] 6 tháng đầu năm 2022: 2 điểm xin xem lại — để trống (Biểu 1)"


def test_what_was_sent_is_not_sent_again(small_home: SmallHome) -> None:
    queue(small_home, alerts("1", "a"))
    channel = Channel()
    run(small_home, thu_ky=channel)
    let_time_pass(small_home)
    assert run(small_home, thu_ky=channel) == Told()
    assert len(channel.taken) == 1


def test_a_message_that_is_sent_again_is_known_by_its_reference(small_home: SmallHome) -> None:
    queue(small_home, [*alerts("1", "a"), *alerts("2", "a")])
    first, second = Channel(), Channel()
    run(small_home, thu_ky=first)
    with small_home.open().warehouse.write() as connection:  # as if the run had died before it marked it
        connection.execute(update(tables.delivery).values(sent_at=None))
    run(small_home, thu_ky=second)
    assert first.taken == second.taken
    queued = {at for (at,) in small_home.rows(tables.outbox, "created_at")}
    assert {one.queued_at for one in first.digests} == queued


def test_a_short_failure_is_mended_within_the_run(small_home: SmallHome) -> None:
    queue(small_home, alerts("1", "a"))
    assert run(small_home, thu_ky=Channel(fails=2)) == Told(1)
    assert delivered(small_home) == [(1, True, None)]


def test_a_dead_channel_loses_nothing_and_is_told_in_one_line(small_home: SmallHome) -> None:
    queue(small_home, alerts("1", "a", "b", "c"), "thu-ky", "may-chu")
    dead, alive = Channel(fails=99), Channel()
    done = run(small_home, thu_ky=dead, may_chu=alive)
    assert done == Told(3, ("alerts: 3 wait for channel 'thu-ky' (connection refused); the next run sends them",))
    assert dead.tries == 4  # three for the first message, one for the second, none for what follows
    assert len(alive.taken) == 3
    mended = Channel()
    let_time_pass(small_home)
    assert run(small_home, thu_ky=mended, may_chu=alive) == Told(3)
    assert len(mended.taken) == len(alive.taken) == 3


def test_a_message_that_a_channel_will_not_take_does_not_stop_the_others(small_home: SmallHome) -> None:
    queue(small_home, alerts("1", "a", "b", "c"))

    class Choosy(Channel):
        def __call__(self, digest: Digest, message: Message) -> None:
            if digest.rule == "a":
                raise Undelivered("answered 413")
            super().__call__(digest, message)

    channel = Choosy()
    assert run(small_home, thu_ky=channel).sent == 2
    assert [one.rule for one in channel.digests] == ["b", "c"]


def test_tries_of_later_runs_grow_apart_to_hours(small_home: SmallHome) -> None:
    queue(small_home, alerts("1", "a"))
    waits: list[int] = []
    for _ in range(6):
        run(small_home, thu_ky=Channel(fails=99))
        (wait,) = next_tries(small_home)
        waits.append(round(wait.total_seconds() / 60))
        let_time_pass(small_home)
    assert waits == [1, 4, 16, 64, 240, 240]


def test_before_its_time_nothing_is_tried_but_by_hand(small_home: SmallHome) -> None:
    queue(small_home, alerts("1", "a"))
    for _ in range(3):
        run(small_home, thu_ky=Channel(fails=99))
        let_time_pass(small_home)
    run(small_home, thu_ky=Channel(fails=99))
    channel = Channel()
    (line,) = run(small_home, thu_ky=channel).waiting
    assert channel.tries == 0
    assert "the first run after " in line and line.endswith(" sends them, 'soket tell --now' at once")
    assert run(small_home, waive=True, thu_ky=channel) == Told(1)


def test_a_new_alert_takes_with_it_what_waits_of_its_kind(small_home: SmallHome) -> None:
    queue(small_home, alerts("1", "a"))
    run(small_home, thu_ky=Channel(fails=99))
    queue(small_home, alerts("2", "a"))
    channel = Channel()
    assert run(small_home, thu_ky=channel) == Told(1)
    assert [one.units for one in channel.digests] == [2]


def test_what_another_run_is_sending_is_left_to_it(small_home: SmallHome) -> None:
    queue(small_home, alerts("1", "a"))
    inner = Channel()

    class Slow(Channel):
        def __call__(self, digest: Digest, message: Message) -> None:
            assert run(small_home, thu_ky=inner).sent == run(small_home, waive=True, thu_ky=inner).sent == 0
            super().__call__(digest, message)

    outer = Slow()
    assert run(small_home, thu_ky=outer) == Told(1)
    assert (len(outer.taken), len(inner.taken)) == (1, 0)


def test_what_a_dead_run_took_is_sent_when_its_time_is_over(small_home: SmallHome) -> None:
    queue(small_home, alerts("1", "a"))

    class Killed(Channel):
        def __call__(self, digest: Digest, message: Message) -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(small_home, thu_ky=Killed())
    channel = Channel()
    assert run(small_home, thu_ky=channel).sent == 0
    assert next_tries(small_home)[0] > telling.LEASE - timedelta(minutes=1)
    let_time_pass(small_home)
    assert run(small_home, thu_ky=channel) == Told(1)
    assert delivered(small_home) == [(2, True, None)]


def test_where_nobody_listens_nothing_waits_for_later(small_home: SmallHome) -> None:
    queue(small_home, alerts("1", "a", "b"))
    silent = Channel(fails=1, error=NobodyListens)
    assert run(small_home, prefect=silent).sent == 0
    assert silent.tries == 1
    assert [sent for _, sent, _ in delivered(small_home, "prefect")] == [True, True]
    assert [sent for _, sent, _ in delivered(small_home)] == [False, False]


def test_an_empty_outbox_costs_a_channel_nothing(small_home: SmallHome) -> None:
    channel = Channel()
    assert run(small_home, thu_ky=channel) == Told() and channel.tries == 0


# --- what needs no telling any more -----------------------------------------------------------


def collected_in_silence(home: SmallHome) -> None:
    """A collect with a channel that takes nothing, before a period's deadline."""
    if "alerts" not in (home.path / "soket.toml").read_text(encoding="utf-8"):
        with (home.path / "soket.toml").open("a", encoding="utf-8") as settings:
            settings.write(period_table("2098H1") + '\n[alerts]\nthu-ky = "env:SOKET_NO_SUCH_VARIABLE"\n')
    home.collect("2098H1")


def rules_told(home: SmallHome) -> list[str | None]:
    channel = Channel()
    run(home, waive=True, thu_ky=channel)
    return [one.rule for one in channel.digests]


def test_a_warning_that_was_explained_before_it_could_be_told_is_not_told(small_home: SmallHome) -> None:
    small_home.send("B-03", bieu_4__hoc_sinh__so_tien=2_700)
    collected_in_silence(small_home)
    assert [rule for (rule,) in small_home.rows(tables.outbox, "rule")] == ["money_each"]
    with small_home.open().warehouse.write() as connection:
        connection.execute(update(tables.finding).values(explained="quà do cấp trên tặng"))
    assert rules_told(small_home) == []
    assert delivered(small_home)[0][2] == "overtaken" and run(small_home, thu_ky=Channel()).waiting == ()


def test_a_refused_file_that_was_mended_before_it_could_be_told_is_not_told(small_home: SmallHome) -> None:
    small_home.send("B-03", bieu_1__hoi_vien__ky_nay="chừng năm trăm")
    small_home.send("B-04", bieu_1__hoi_vien__ky_nay="chừng năm trăm")
    collected_in_silence(small_home)
    small_home.send("B-03", name="sua.xlsx")
    collected_in_silence(small_home)
    channel = Channel()
    run(small_home, waive=True, thu_ky=channel)
    assert [[one.payload["unit"] for one in digest.alerts] for digest in channel.digests] == [["B-04"]]


def test_a_warning_that_stands_in_one_of_two_places_is_told(small_home: SmallHome) -> None:
    small_home.send("B-03", bieu_4__hoc_sinh__so_tien=2_700, bieu_4__nha_giao__so_tien=1_400)
    collected_in_silence(small_home)
    with small_home.open().warehouse.write() as connection:
        first = tables.finding.c.field == "bieu_4.hoc_sinh.so_tien"
        connection.execute(update(tables.finding).where(first).values(explained="quà do cấp trên tặng"))
    assert rules_told(small_home) == ["money_each"]


def test_a_period_that_was_closed_is_not_told_to_be_incomplete(small_home: SmallHome) -> None:
    small_home.send("00001")
    collected_in_silence(small_home)
    small_home.close_period("2022H1")
    assert [event for (event,) in small_home.rows(tables.outbox, "event")] == [Event.INCOMPLETE]
    small_home.close_period("2022H1", accept=("00002", "B-03", "B-04"))
    assert rules_told(small_home) == [] and delivered(small_home)[0][2] == "overtaken"


# --- a channel that is named no more ------------------------------------------------------------


def test_what_waits_for_a_channel_that_is_named_no_more_is_told_until_it_is_dropped(small_home: SmallHome) -> None:
    queue(small_home, alerts("1", "a", "b"), "cu", "thu-ky")
    line = "alerts: 2 wait for channel 'cu', which soket.toml no longer names; name it again, or 'soket tell --drop cu'"
    assert run(small_home, thu_ky=Channel()) == Told(2, (line,))
    assert drop_channel(small_home.open(), "cu", "Thư ký") == 2
    assert run(small_home, thu_ky=Channel(), cu=Channel()) == Told()
    assert [error for *_, error in delivered(small_home, "cu")] == ["dropped"] * 2
    assert small_home.rows(tables.audit, "who", "act", "subject")[-1] == ("Thư ký", "drop", "cu")


def test_a_channel_that_is_named_or_for_which_nothing_waits_is_not_dropped(small_home: SmallHome) -> None:
    with pytest.raises(HomeError, match="nothing waits"):
        drop_channel(small_home.open(), "cu", "Thư ký")
    with (small_home.path / "soket.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[alerts]\nthu-ky = "env:SOKET_NO_SUCH_VARIABLE"\n')
    queue(small_home, alerts("1", "a"))
    with pytest.raises(HomeError, match="take it out"):
        drop_channel(small_home.open(), "thu-ky", "Thư ký")
    assert run(small_home, thu_ky=Channel()).sent == 1
