"""What Prefect does by itself: it tells the channels of soket.toml of a run that failed, crashed or is late, and calls
one crashed that has fallen silent. Alerts on the data go through the outbox, never through here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import StateType
from prefect.events.actions import ChangeFlowRunState, SendNotification
from prefect.events.schemas.automations import AutomationCore, EventTrigger, Posture

from flows.app import HEARTBEAT
from flows.blocks import SoketChannel
from flows.warm import FLOWS
from tasks.channel import look_at_channel
from tasks.home import Home

TROUBLE = "soket: báo lượt chạy không thành hoặc bị trễ"
SILENT = "soket: đóng lượt chạy đã ngừng giữa chừng"
_SILENCE = timedelta(seconds=3 * HEARTBEAT + 10)
INTERRUPTED = "soket.run.interrupted"  # by the end of its worker, found by the next one; so is its state's name
_FAILED = ("Crashed", "Failed", "Late", "TimedOut")
_SUBJECT = "[soket] {{ flow_run.name }}: {{ flow_run.state.name }}"
# without the state's message: where Prefect words it (wrong parameters, a crash), it quotes whatever it was given
_BODY = """Lượt chạy "{{ flow_run.name }}" ở trạng thái {{ flow_run.state.name }}.
Failed, Crashed, Interrupted, TimedOut: xem dòng cuối của nhật ký, xử lý rồi chạy lại; số liệu đã nhận không mất.
Late: kiểm tra lệnh soket serve (hoặc prefect worker) có đang chạy không.
{{ flow_run|ui_url }}"""

_Event = Mapping[str, Any]


@dataclass(frozen=True)
class Applied:
    """The channels that are told, and a line for each that cannot be used by this process, or that a home has none."""

    told: tuple[str, ...]
    lines: tuple[str, ...]


def apply(home: Home) -> Applied:
    """Makes the automations, or brings them up to date."""
    channels = [_block(name, address) for name, address in home.settings.alerts.items()]
    silence = f"no sign of life for {_SILENCE.seconds} s"
    _put(SILENT, _silent(), [ChangeFlowRunState(state=StateType.CRASHED, message=silence)])
    if not channels:
        _take_away(TROUBLE)
        nobody = f"{home.path / 'soket.toml'} names no channel under [alerts]; nobody is told of a failed run"
        return Applied((), (f"automations: {nobody}",))
    told = [SendNotification(block_document_id=one, subject=_SUBJECT, body=_BODY) for one in channels]
    _put(TROUBLE, _trouble(), told)
    seen = {name: look_at_channel(where) for name, where in home.settings.alerts.items()}
    wrong = {name: one for name, one in seen.items() if one.state != "ok"}
    lines = (f"automations: channel {name!r}: {one.saw}; {one.mend}" for name, one in wrong.items())
    return Applied(tuple(sorted(seen.keys() - wrong.keys())), tuple(lines))


def _trouble() -> EventTrigger:
    return _trigger(expect={*_events(_FAILED), INTERRUPTED}, posture=Posture.Reactive, threshold=1)


def _silent() -> EventTrigger:
    """A run that gave a sign of life and then neither another one nor an end."""
    ends = _events(
        (*_FAILED, "Cancelled", "Cancelling", "Completed", "Interrupted", "Paused", "Suspended", "Scheduled")
    )
    beat = {"prefect.flow-run.heartbeat"}
    return _trigger(after=beat, expect=beat | ends, posture=Posture.Proactive, threshold=1, within=_SILENCE)


def _trigger(**fields: Any) -> EventTrigger:
    related: _Event = {"prefect.resource.role": "flow", "prefect.resource.name": list(FLOWS)}
    return EventTrigger.model_validate(
        {
            "match": {"prefect.resource.id": "prefect.flow-run.*"},
            "match_related": related,
            "for_each": {"prefect.resource.id"},
            **fields,
        }
    )


def _events(states: Sequence[str]) -> set[str]:
    return {f"prefect.flow-run.{one}" for one in states}


def _block(name: str, address: str) -> Any:
    return SoketChannel(address=address).save(f"soket-{name}", overwrite=True)


def _put(name: str, trigger: EventTrigger, actions: Sequence[Any]) -> None:
    """One automation of that name."""
    made = AutomationCore(name=name, trigger=trigger, actions=list(actions))
    with get_client(sync_client=True) as client:
        before = client.read_automations_by_name(name)
        if before:
            client.update_automation(before[0].id, made)
        else:
            client.create_automation(made)


def _take_away(name: str) -> None:
    with get_client(sync_client=True) as client:
        for one in client.read_automations_by_name(name):
            client.delete_automation(one.id)
