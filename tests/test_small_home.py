from tests.homes import SmallHome


def test_a_home_whose_units_all_send_a_good_form_closes_without_a_finding(small_home: SmallHome) -> None:
    small_home.send_all()
    closed = small_home.close_period()
    assert [(one.unit.code, one.refused, one.stops) for one in closed.closing.shut_by] == []
    assert closed.collected.accepted == 4
