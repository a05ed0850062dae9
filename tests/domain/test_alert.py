from __future__ import annotations

from dataclasses import replace

from domain.alert import SHOWN, Alert, Digest, Event, Sender, after_close, incomplete, of_findings
from domain.finding import Finding, Severity

ONE = Sender("00001", "Hội Khuyến học xã Một", 7, "inbox/001/bieu.xlsx")
TWO = Sender("B-02", "Ban Khuyến học Trường Hai", 8, "inbox/002/bieu.xlsx")


def finding(cell: str, rule: str = "required", severity: Severity = Severity.WARN) -> Finding:
    return Finding(rule, severity, "nhãn", "Biểu 1", cell, "để trống", "một số", "Ghi số.")


def alerts(sender: Sender, *cells: str, severity: Severity = Severity.WARN, form: str = "bieu_1") -> list[Alert]:
    found = [(form, finding(cell, severity=severity)) for cell in cells]
    return list(of_findings(Event.WARNED, "2022H1", sender, found))


def digest(*told: Alert) -> Digest:
    return Digest(Event.WARNED, "2022H1", "required", "bieu_1", told)


def test_findings_of_a_file_are_one_alert_for_each_rule_and_form() -> None:
    found = [
        ("bieu_1", finding("F9")),
        ("bieu_1", finding("F10")),
        ("bieu_2", finding("F9")),
        (None, finding("F9", "x")),
    ]
    made = list(of_findings(Event.WARNED, "2022H1", ONE, found))
    assert [(one.rule, one.form, one.payload["count"]) for one in made] == [
        ("required", "bieu_1", 2),
        ("required", "bieu_2", 1),
        ("x", None, 1),
    ]
    assert len({one.cause for one in made}) == 3 and max(len(one.cause) for one in made) < 200


def test_an_alert_names_five_places_and_counts_the_others() -> None:
    (made,) = alerts(ONE, *[f"F{row}" for row in range(1, 40)])
    assert made.payload["count"] == 39
    assert [one["place"] for one in made.payload["places"]] == [f"Biểu 1!F{row}" for row in range(1, SHOWN + 1)]


def test_the_same_places_are_the_same_cause_and_others_are_another() -> None:
    assert alerts(ONE, "F9")[0].cause == alerts(ONE, "F9")[0].cause
    assert len({alerts(who, cell)[0].cause for who in (ONE, TWO) for cell in ("F9", "F10")}) == 4


def test_a_file_after_the_close_is_told_once_whatever_is_in_it() -> None:
    assert after_close("2022H1", ONE).cause == after_close("2022H1", ONE).cause != after_close("2022H1", TWO).cause


def test_a_deadline_is_told_once_and_a_shut_gate_once_for_each_set_of_units() -> None:
    two, one = {"1": "Một", "2": "Hai"}, {"1": "Một"}
    assert incomplete("2022H1", two, 4, once=True).cause == incomplete("2022H1", one, 4, once=True).cause
    assert incomplete("2022H1", two, 4, once=False).cause != incomplete("2022H1", one, 4, once=False).cause
    reordered = dict(reversed(two.items()))
    assert incomplete("2022H1", two, 4, once=False).cause == incomplete("2022H1", reordered, 4, once=False).cause


def test_what_could_not_be_received_is_another_cause_for_the_same_units() -> None:
    shut = [incomplete("2022H1", {"1": "Một"}, 4, once=False, unreceived=lines) for lines in ([], ["a"], ["b"], ["b"])]
    assert len({one.cause for one in shut}) == 3
    assert [one.payload["unreceived"] for one in shut] == [0, 1, 1, 1]


def test_the_worst_places_are_of_what_refuses_first_then_of_the_files_with_most() -> None:
    few, many = alerts(ONE, "F1"), alerts(TWO, "G1", "G2", "G3")
    refusing = alerts(replace(ONE, file_id=9, unit="00009"), "H1", severity=Severity.REFUSE_FILE)
    row = alerts(replace(ONE, file_id=10, unit="00010"), "K1", severity=Severity.REFUSE_ROW)
    made = digest(*few, *many, *refusing, *row)
    assert [one.place for one in made.worst()] == [f"Biểu 1!{cell}" for cell in ("H1", "K1", "G1", "F1", "G2")]
    assert (made.units, made.files, made.count) == (4, 4, 6)


def test_equal_files_come_in_the_order_of_their_units() -> None:
    assert [one.unit for one in digest(*alerts(TWO, "F1"), *alerts(ONE, "F1")).worst()] == ["00001", "B-02"]


def test_a_digest_is_known_by_what_it_is_made_of() -> None:
    one, two = alerts(ONE, "F1"), alerts(TWO, "F1")
    assert digest(*one, *two).reference == digest(*two, *one).reference != digest(*one).reference
    assert len(digest(*one).reference) == 8


def test_the_same_causes_of_another_home_are_another_message() -> None:
    ours = digest(*alerts(ONE, "F1"))
    theirs = replace(ours, queued_at="2022-06-25T08:00:00.000000+00:00")
    assert ours.reference != theirs.reference and ours.identity != theirs.identity
