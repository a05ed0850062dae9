"""The form over which a run is suspended that waits for a decision."""

from __future__ import annotations

from typing import Literal

from prefect.input import RunInput
from pydantic import Field

from flows.parameters import Said

REFUSE = "từ chối"


class DecisionForm(RunInput):
    """Phê duyệt số liệu"""

    decision: Literal["phê duyệt", "từ chối"] = Field(
        ..., title="Quyết định", description="Phê duyệt: chốt đúng số liệu đã trình. Từ chối: kỳ mở trở lại."
    )
    by: Said = Field(..., title="Người quyết định", description="Họ tên; được lưu trong nhật ký.")
    reason: Said = Field(..., title="Lý do", description="Được lưu cùng quyết định.")

    @property
    def refuses(self) -> bool:
        return self.decision == REFUSE
