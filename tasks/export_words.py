"""What a column of an export is, in the office's words: for its README.txt."""

from __future__ import annotations

from collections.abc import Mapping

_UNIT = {
    "unit_id": "khóa của đơn vị, không bao giờ đổi",
    "unit": "mã đơn vị",
    "unit_name": "tên đơn vị",
    "unit_kind": "loại đơn vị",
}
_CLOSE = {
    "period": "kỳ báo cáo, ví dụ 2022H1 là 6 tháng đầu năm 2022",
    "version": "lần chốt, từ 1",
    "closed_at": "thời điểm chốt (giờ quốc tế UTC)",
    "newest": "1 nếu là lần chốt mới nhất của kỳ",
}
_WHAT = {
    "indicator": "mã chỉ tiêu",
    "indicator_name": "tên chỉ tiêu",
    "measure": "đơn vị tính",
    "breakdown": "phân tổ, dạng trục=thành phần; để trống là tổng chung. Không cộng tổng chung với các phân tổ",
    "breakdown_name": "tên của phân tổ",
}
_FILE = {
    "file": "đường dẫn của tệp trong thư mục của Hội",
    "sha256": "mã của nội dung tệp; tệp gốc nằm ở raw/",
    "sheet": "trang tính; để trống nếu tệp không có trang tính",
    "cell": "ô, hoặc dòng và cột",
}
_YEAR = "năm của số đăng ký, công nhận; để trống nếu số không gắn với năm. Không cộng các năm với nhau"

#: Each table of an export: what it holds, and its columns.
TABLES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "figures": (
        "Số liệu công bố của lần chốt: của toàn Hội, của từng đơn vị, và số của các kỳ được so sánh",
        {
            "id": "số thứ tự trong kho số liệu",
            **_CLOSE,
            **_WHAT,
            **_UNIT,
            "unit_id": "khóa của đơn vị, không bao giờ đổi; để trống là toàn Hội",
            "comparison": (
                "để trống là số của kỳ; same_half là cùng kỳ năm trước; year_end là cuối năm trước; "
                "plan là chỉ tiêu kế hoạch năm"
            ),
            "compared_period": "kỳ mà số so sánh được lấy từ đó",
            "compared_version": "lần chốt của kỳ ấy",
            "span": "half là nửa năm, year là cả năm",
            "of_year": _YEAR,
            "value": "số liệu; để trống là chưa có số của đơn vị nào",
            "expected": "số đơn vị phải có số",
            "counted": "số đơn vị đã có số",
            "basis": "done là số thực hiện, estimated là có số ước",
            "apportioned": "1 nếu có phần được chia từ số của đơn vị đã chia tách, 0 nếu không",
        },
    ),
    "values": (
        "Từng ô số của các tệp được tính vào lần chốt, kèm chỗ của ô",
        {
            "id": "số thứ tự trong kho số liệu",
            **_CLOSE,
            **_UNIT,
            "form": "mã biểu",
            "field": "chỗ trên biểu: biểu.dòng.cột",
            **_WHAT,
            "of_year": _YEAR,
            "value": "số đã ghi; để trống là không có số",
            "written": "cách ghi: number là số, nothing là không có, unknown là chưa rõ (…), blank là để trống",
            "basis": "done là số thực hiện, estimated là số ước",
            "submission_id": "id của tệp trong bảng submissions",
            **_FILE,
        },
    ),
    "submissions": (
        "Các tệp đã nhận của kỳ, như hiện nay",
        {
            "id": "số thứ tự của tệp",
            **_UNIT,
            "period": "kỳ ghi trong tệp",
            **_FILE,
            "size": "dung lượng, byte",
            "received_at": "thời điểm nhận (UTC)",
            "state": "received là chờ xét, accepted là đã tiếp nhận, refused là chưa được tiếp nhận",
            "reason": "quy tắc khiến tệp chưa được tiếp nhận",
            "decided_at": "thời điểm xét (UTC)",
            "after_close": "1 nếu tệp đến sau khi chốt kỳ",
            "replied_at": "thời điểm trả lời đơn vị (UTC)",
            "dismissed_at": "thời điểm văn phòng cho qua tệp (UTC)",
            "outdated_at": "thời điểm tệp được gửi lại trong khi đã có tệp mới hơn (UTC)",
            "cleared": "1 nếu tệp chưa được tiếp nhận nhưng không cần sửa nữa",
        },
    ),
    "findings": (
        "Các điểm cần sửa, cần xem lại trong các tệp của kỳ",
        {
            "id": "số thứ tự trong kho số liệu",
            **_UNIT,
            "period": "kỳ ghi trong tệp",
            "submission_id": "id của tệp trong bảng submissions",
            **_FILE,
            "rule": "mã quy tắc",
            "severity": "refuse_file là không nhận tệp, refuse_row là không nhận dòng, warn là xin xem lại",
            "stage": "judge là khi xét tệp, review là khi rà soát cả kỳ",
            "form": "mã biểu; để trống nếu là điểm của cả tệp",
            "field": "chỗ trên biểu: biểu.dòng.cột",
            "label": "chỗ ấy theo lời của biểu",
            "saw": "nội dung đã ghi; tên người đã được ẩn",
            "wanted": "cần gì",
            "mend": "cách sửa",
            "explained": "giải trình của đơn vị",
            "stops_gate": "1 nếu kỳ chưa chốt được vì điểm này",
            "stands": "1 nếu chưa có kết quả xét mới hơn thay thế",
        },
    ),
    "units": (
        "Danh sách đơn vị, như hiện nay",
        {
            "id": "khóa của đơn vị, không bao giờ đổi",
            "code": "mã đơn vị",
            "name": "tên đơn vị",
            "kind": "loại đơn vị",
            "parent_id": "khóa của đơn vị cấp trên",
            "parent": "mã của đơn vị cấp trên",
            "valid_from": "ngày bắt đầu có hiệu lực; để trống là không giới hạn",
            "valid_to": "ngày cuối cùng có hiệu lực",
            "folder": "thư mục của đơn vị trong inbox/",
        },
    ),
}
_INTRO = """\
Số liệu kỳ {period}, lần chốt {version}

Mỗi bảng có hai tệp giống nhau: .csv mở được bằng Excel, .parquet dùng cho các công cụ phân tích.
Nếu Excel dồn cả dòng vào một cột: vào Dữ liệu > Từ Văn bản/CSV, chọn tệp và dấu phân cách là dấu phẩy.
Trong tệp .csv, chữ bắt đầu bằng = + - @ có thêm dấu nháy ' ở trước, để Excel không hiểu là công thức.
Số liệu đã chốt không thay đổi. Không có số điện thoại, địa chỉ liên hệ; tên tệp là do đơn vị đặt.
"""


def readme(period: str, version: int, columns: Mapping[str, list[str]]) -> str:
    """The text of README.txt: every table's columns, in their order."""
    parts = [_INTRO.format(period=period, version=version)]
    for table, names in columns.items():
        holds, words = TABLES[table]
        parts.append(f"{table}: {holds}\n" + "".join(f"  {name}: {words[name]}\n" for name in names))
    return "\n".join(parts)
