from __future__ import annotations

import pandas as pd
import pytest

from geo.errors import BadParameterError, MissingColumnError
from geo.incidents import merge_tickets


def tickets(*rows: tuple[str, str, float, float, str], zone: str | None = "America/New_York") -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["ticket_id", "category_code", "x_m", "y_m", "opened_at"])
    return frame.assign(opened_at=pd.to_datetime(frame["opened_at"], format="ISO8601").dt.tz_localize(zone))


def incidents_of(frame: pd.DataFrame, *, radius_m: float = 25, window_hours: float = 24) -> dict[str, str]:
    merged = merge_tickets(frame, radius_m=radius_m, window_hours=window_hours)
    return dict(zip(merged["ticket_id"], merged["incident_id"], strict=True))


def test_two_calls_about_one_needle_are_one_incident():
    frame = tickets(("a", "needles", 0, 0, "2015-11-09 08:00"), ("b", "needles", 10, 0, "2015-11-09 09:00"))

    assert incidents_of(frame) == {"a": "a", "b": "a"}


def test_tickets_of_two_categories_are_never_one_incident():
    frame = tickets(("a", "needles", 0, 0, "2015-11-09 08:00"), ("b", "litter", 0, 0, "2015-11-09 08:00"))

    assert incidents_of(frame) == {"a": "a", "b": "b"}


def test_the_radius_and_the_window_include_their_edge():
    frame = tickets(
        ("a", "needles", 0, 0, "2015-11-09 08:00"),
        ("at both edges", "needles", 15, 20, "2015-11-10 08:00"),
        ("too far", "needles", 15, 20.001, "2015-11-09 08:00:01"),
        ("too late", "needles", 0, 0, "2015-11-10 08:00:00.000001"),
    )

    assert incidents_of(frame) == {
        "a": "a",
        "at both edges": "a",
        "too far": "too far",
        "too late": "too late",
    }


def test_tickets_along_a_street_do_not_chain_into_one_incident():
    frame = tickets(*((f"t{i}", "needles", 20.0 * i, 0.0, f"2015-11-09 08:0{i}") for i in range(6)))

    assert incidents_of(frame) == {"t0": "t0", "t1": "t0", "t2": "t2", "t3": "t2", "t4": "t4", "t5": "t4"}


def test_a_call_a_day_does_not_chain_into_one_incident():
    frame = tickets(*((f"t{i}", "needles", 0.0, 0.0, f"2015-11-{10 + i} 08:00") for i in range(5)))

    assert incidents_of(frame) == {"t0": "t0", "t1": "t0", "t2": "t2", "t3": "t2", "t4": "t4"}


def test_a_ticket_between_two_incidents_joins_the_one_that_began_first():
    frame = tickets(
        ("east", "needles", 40, 0, "2015-11-09 08:00"),
        ("west", "needles", 0, 0, "2015-11-09 09:00"),
        ("between, nearer to west", "needles", 18, 0, "2015-11-09 10:00"),
    )

    assert incidents_of(frame)["between, nearer to west"] == "east"


def test_tickets_of_the_same_instant_go_by_their_id():
    frame = tickets(("b", "needles", 0, 0, "2015-11-09 08:00"), ("a", "needles", 0, 0, "2015-11-09 08:00"))

    assert incidents_of(frame) == {"b": "a", "a": "a"}


def test_the_window_is_elapsed_time_across_the_change_of_the_clocks():
    # 1 November 2015 has 25 hours: noon to noon is more than the window, noon to eleven is not.
    frame = tickets(
        ("a", "needles", 0, 0, "2015-10-31 12:00"),
        ("24 h later", "needles", 0, 0, "2015-11-01 11:00"),
        ("25 h later", "needles", 0, 0, "2015-11-01 12:00"),
    )

    assert incidents_of(frame) == {"a": "a", "24 h later": "a", "25 h later": "25 h later"}


def test_times_without_a_zone_are_taken_as_they_stand():
    frame = tickets(("a", "needles", 0, 0, "2015-10-31 12:00"), ("b", "needles", 0, 0, "2015-11-01 12:00"), zone=None)

    assert incidents_of(frame) == {"a": "a", "b": "a"}


def test_the_answer_keeps_the_order_and_index_of_the_tickets():
    frame = tickets(("b", "needles", 0, 0, "2015-11-09 09:00"), ("a", "needles", 0, 0, "2015-11-09 08:00"))
    frame.index = pd.Index([5, 5])

    merged = merge_tickets(frame, radius_m=25, window_hours=24)

    assert merged["ticket_id"].tolist() == ["b", "a"]
    assert merged["incident_id"].tolist() == ["a", "a"]
    assert merged.index.tolist() == [5, 5]
    assert merged["incident_id"].dtype == frame["ticket_id"].dtype


def test_no_tickets_give_no_incidents():
    merged = merge_tickets(tickets(), radius_m=25, window_hours=24)

    assert merged.empty
    assert list(merged.columns) == ["ticket_id", "incident_id"]


def test_a_ticket_that_stands_twice_is_refused():
    frame = tickets(("a", "needles", 0, 0, "2015-11-09 08:00"), ("a", "needles", 0, 0, "2015-11-09 09:00"))

    with pytest.raises(BadParameterError, match="more than one row"):
        incidents_of(frame)


@pytest.mark.parametrize("column", ["ticket_id", "category_code", "opened_at"])
def test_a_ticket_without_id_category_or_time_is_refused(column):
    frame = tickets(("a", "needles", 0, 0, "2015-11-09 08:00"), ("b", "needles", 0, 0, "2015-11-09 09:00"))
    frame.loc[1, column] = None

    with pytest.raises(BadParameterError, match=f"empty {column}"):
        incidents_of(frame)


def test_a_ticket_without_a_place_is_refused():
    with pytest.raises(BadParameterError, match="x_m of tickets"):
        incidents_of(tickets(("a", "needles", float("nan"), 0, "2015-11-09 08:00")))


def test_times_written_as_text_are_refused():
    frame = tickets(("a", "needles", 0, 0, "2015-11-09 08:00")).assign(opened_at="2015-11-09 08:00")

    with pytest.raises(BadParameterError, match="opened_at of tickets must be instants"):
        incidents_of(frame)


def test_a_missing_column_is_named():
    with pytest.raises(MissingColumnError, match="tickets lack opened_at"):
        incidents_of(tickets().drop(columns="opened_at"))


def test_a_window_of_no_length_is_refused():
    with pytest.raises(BadParameterError, match="window_hours"):
        incidents_of(tickets(), window_hours=0)
