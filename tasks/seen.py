"""What a look at the machine, the home or a channel comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["ok", "warn", "fail"]


@dataclass(frozen=True)
class Seen:
    """What a check saw, and what to do about it; nothing to do where all is well."""

    state: State
    saw: str
    mend: str = ""
