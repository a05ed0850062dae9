"""What a run is asked for: the form that Prefect shows before a run by hand, and the parameters of one by schedule.

Titles and descriptions are Vietnamese: an office worker may fill the form in.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from domain.record import Record
from domain.run import SOKET

REOPEN = "mở lại"
_CODE = r"\d{4}H[12]"
_NAMED = "Năm và nửa năm, ví dụ 2026H1 (6 tháng đầu năm) hoặc 2026H2 (6 tháng cuối năm)."
_WHO = "Họ tên người thực hiện; được lưu trong nhật ký."

_Text = Annotated[str, StringConstraints(strip_whitespace=True)]
# told, and no blank; a pattern, since Prefect's form counts a blank as a character
Said = Annotated[_Text, StringConstraints(pattern=r"\S")]
_Who = Annotated[_Text, AfterValidator(lambda by: by or SOKET)]


class DuePeriod(Record):
    """A period, or the one that is due where a schedule woke the run."""

    period: str = Field(
        "",
        title="Kỳ báo cáo",
        description=f"{_NAMED} Chạy bằng tay thì phải ghi; chạy theo lịch thì để trống.",
        pattern=f"^({_CODE})?$",
    )


class NamedPeriod(Record):
    period: str = Field(..., title="Kỳ báo cáo", description=_NAMED, pattern=f"^{_CODE}$")


class Collecting(Record):
    wait: bool = Field(
        True,
        title="Chờ tệp đứng yên",
        description="Chỉ nhận tệp không đổi giữa hai lần xem, để không nhận tệp đang chép dở.",
    )


class CollectRequest(Collecting, DuePeriod):
    """Thu số liệu"""


class LetterDay(Record):
    on: date | None = Field(
        None, title="Ngày của công văn", description="Để trống thì là ngày mà lượt chạy được lên lịch."
    )


class RemindRequest(Collecting, LetterDay, DuePeriod):
    """Đôn đốc"""


class LetPass(Record):
    """Whom a close lets pass, and why; who closes."""

    accept_missing: tuple[str, ...] = Field(
        (), title="Đơn vị cho qua", description="Mã của đơn vị chưa gửi đủ mà vẫn chốt; phải ghi lý do."
    )
    by: _Who = Field(SOKET, title="Người chốt", description=_WHO)
    reason: _Text = Field("", title="Lý do", description="Vì sao cho đơn vị qua; được lưu cùng kỳ đã chốt.")


class CloseRequest(Collecting, LetPass, DuePeriod):
    """Chốt kỳ"""


class ReissueRequest(Collecting, LetPass, NamedPeriod):
    """Phát hành lại"""

    reason: Said = Field(..., title="Lý do", description="Vì sao phát hành lại; được lưu cùng phiên bản mới.")


class ReopenRequest(NamedPeriod):
    """Mở lại kỳ đã chốt"""

    action: Literal["xem trước", "mở lại"] = Field(
        "xem trước",
        title="Việc cần làm",
        description="Xem trước: chỉ nêu số liệu nào sẽ thay đổi. Mở lại: kỳ nhận tệp trở lại; phải ghi lý do.",
    )
    by: _Who = Field(SOKET, title="Người thực hiện", description=_WHO)
    reason: _Text = Field("", title="Lý do", description="Vì sao mở lại; bắt buộc khi mở lại.")


class ReconcileRequest(NamedPeriod):
    """Đối chiếu bài viết"""

    text: str = Field("", title="Bài viết", description="Dán nội dung vào đây, hoặc ghi tên tệp ở dòng dưới.")
    file: str = Field("", title="Tệp", description="Đường dẫn của tệp văn bản hoặc tệp Word (.docx) trên máy chủ.")
    version: int = Field(0, ge=0, title="Phiên bản", description="0 là phiên bản mới nhất đã chốt.")
