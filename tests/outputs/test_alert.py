from __future__ import annotations

from domain.alert import Digest, Event, Sender, after_close, incomplete, of_findings
from domain.finding import Finding, Severity
from outputs.alert import Message, write_alert

ONE = Sender("00001", "Hội Khuyến học xã Một", 7, "inbox/001/Biểu xã Một.xlsx")
TWO = Sender("B-02", "Ban Khuyến học Trường Hai", 8, "inbox/002/bieu.xlsx")


def above(cell: str, saw: str = "công nhận 12, đăng ký cùng năm 2022 là 10", wanted: str | None = None) -> Finding:
    return Finding(
        "recognised_at_most_registered",
        Severity.REFUSE_FILE,
        "Gia đình học tập",
        "Biểu 2",
        cell,
        saw,
        "công nhận không lớn hơn đăng ký cùng năm" if wanted is None else wanted,
        "Xem có đảo hai cột hoặc ghi nhầm năm.",
    )


def refused(*found: tuple[Sender, list[Finding]], period: str | None = "2022H1") -> Message:
    told = [
        alert
        for sender, findings in found
        for alert in of_findings(Event.REFUSED, period, sender, [("bieu_2", one) for one in findings])
    ]
    return write_alert(Digest(Event.REFUSED, period, told[0].rule, "bieu_2", tuple(told)), "Biểu 2")


def test_a_refusal_says_what_of_whom_where_and_how_to_mend() -> None:
    message = refused((ONE, [above("H9"), above("H10")]), (TWO, [above("H9")]))
    cause = "cần: công nhận không lớn hơn đăng ký cùng năm (Biểu 2)"
    assert message.title == f"[soket] 6 tháng đầu năm 2022: 2 tệp chưa tiếp nhận được — {cause}"
    saw = "(Gia đình học tập): công nhận 12, đăng ký cùng năm 2022 là 10"
    assert message.body.splitlines()[:-1] == [
        "Kỳ báo cáo: 6 tháng đầu năm 2022",
        f"Nội dung: {cause}",
        "Số lượng: 3 điểm, 2 tệp, 2 đơn vị",
        "",
        f"1. 00001 Hội Khuyến học xã Một — Biểu xã Một.xlsx — Biểu 2!H9 {saw}",
        f"2. B-02 Ban Khuyến học Trường Hai — bieu.xlsx — Biểu 2!H9 {saw}",
        f"3. 00001 Hội Khuyến học xã Một — Biểu xã Một.xlsx — Biểu 2!H10 {saw}",
        "",
        "Cách sửa: Xem có đảo hai cột hoặc ghi nhầm năm.",
        "",
    ]
    assert message.body.splitlines()[-1].startswith("Mã tin: ")


def test_never_more_than_five_places_are_named() -> None:
    body = refused((ONE, [above(f"H{row}") for row in range(1, 1501)])).body
    assert "5. 00001" in body and "6. 00001" not in body
    assert "… và 1.495 nơi khác" in body


def test_the_same_alerts_are_the_same_message() -> None:
    assert refused((ONE, [above("H9")])) == refused((ONE, [above("H9")]))


def test_a_rule_that_wants_nothing_in_words_is_told_by_what_was_seen() -> None:
    title = refused((ONE, [above("H9", "không mở được trọn vẹn tệp", "")]), period=None).title
    assert title == "[soket] 1 tệp chưa tiếp nhận được — không mở được trọn vẹn tệp (Biểu 2)"


def test_what_a_sender_wrote_stays_on_its_line_and_is_cut() -> None:
    message = refused((ONE, [above("H9", "a\r\nBcc: ai@đó\n" + "x" * 500, "")]))
    assert "\n" not in message.title and "\r" not in message.title
    assert "Bcc" not in [line.partition(":")[0] for line in message.body.splitlines()]
    assert max(map(len, message.body.splitlines())) < 400


def test_warnings_ask_to_look_again_and_refused_rows_to_mend() -> None:
    def title(severity: Severity) -> str:
        found = Finding("required", severity, None, "Biểu 1", "F9", "để trống", "một số", "Ghi số.")
        told = tuple(of_findings(Event.WARNED, "2022H1", ONE, [("bieu_1", found)]))
        return write_alert(Digest(Event.WARNED, "2022H1", "required", "bieu_1", told), "Biểu 1").title

    assert title(Severity.WARN).endswith("1 điểm xin xem lại — cần: một số (Biểu 1)")
    assert title(Severity.REFUSE_ROW).endswith("1 điểm cần sửa — cần: một số (Biểu 1)")


def test_files_after_the_close_are_told_with_what_did_not_change() -> None:
    told = tuple(after_close("2022H1", one) for one in (ONE, TWO))
    message = write_alert(Digest(Event.AFTER_CLOSE, "2022H1", None, None, told), None)
    assert message.title == "[soket] 6 tháng đầu năm 2022: 2 tệp gửi sau khi chốt số liệu"
    assert "số liệu đã công bố chưa thay đổi" in message.body
    assert "2. B-02 Ban Khuyến học Trường Hai — bieu.xlsx\n" in message.body


def test_an_incomplete_period_is_told_as_it_stood_last() -> None:
    first = incomplete("2022H1", {f"{n:05}": f"Hội xã {n}" for n in range(8)}, 48, once=True)
    last = incomplete("2022H1", {f"{n:05}": f"Hội xã {n}" for n in range(7)}, 48, once=False)
    message = write_alert(Digest(Event.INCOMPLETE, "2022H1", None, None, (first, last)), None)
    assert message.title == "[soket] 6 tháng đầu năm 2022: còn 7 đơn vị chưa đủ số liệu"
    assert "còn 7 đơn vị chưa đủ số liệu; số đơn vị phải báo cáo: 48" in message.body
    assert "5. 00004 Hội xã 4\n… và 2 nơi khác" in message.body


def test_a_gate_that_only_things_not_received_keep_shut_is_told_by_their_number() -> None:
    told = incomplete("2022H1", {}, 48, once=False, unreceived=["inbox/lạ.xlsx: in no unit's folder", "inbox/2: gone"])
    message = write_alert(Digest(Event.INCOMPLETE, "2022H1", None, None, (told,)), None)
    assert message.title == "[soket] 6 tháng đầu năm 2022: còn 2 tệp, thư mục chưa nhận được"
    assert "Chưa chốt được số liệu: còn 2 tệp, thư mục chưa nhận được; lệnh soket status" in message.body
    assert "lạ.xlsx" not in message.body


def test_no_message_speaks_of_a_fault() -> None:
    messages = [
        refused((ONE, [above("H9")])),
        write_alert(Digest(Event.AFTER_CLOSE, "2022H1", None, None, (after_close("2022H1", ONE),)), None),
    ]
    assert all("lỗi" not in f"{one.title}{one.body}".casefold() for one in messages)
