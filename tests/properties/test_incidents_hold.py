from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geo.incidents import merge_tickets

RADIUS_M = 25.0
WINDOW_HOURS = 24.0

# A lattice of 5 m and of quarter hours, so that tickets fall exactly on the edge of radius and window.
TICKETS = st.lists(
    st.tuples(st.sampled_from(["needles", "litter"]), st.integers(0, 12), st.integers(0, 8), st.integers(0, 400)),
    max_size=40,
)


def as_frame(rows: list[tuple[str, int, int, int]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["category_code", "x_m", "y_m", "quarter_hours"])
    began = pd.Timestamp("2015-10-30 06:00", tz="America/New_York")
    return frame.assign(
        ticket_id=[f"{(7 * row) % 41:02d}" for row in range(len(rows))],
        x_m=frame["x_m"] * 5.0,
        y_m=frame["y_m"] * 5.0,
        opened_at=began + pd.to_timedelta(frame["quarter_hours"] * 15, unit="min"),
    )


def merged(frame: pd.DataFrame) -> dict[str, str]:
    pairs = merge_tickets(frame, radius_m=RADIUS_M, window_hours=WINDOW_HOURS)
    return dict(zip(pairs["ticket_id"], pairs["incident_id"], strict=True))


def by_the_rule_word_for_word(frame: pd.DataFrame) -> dict[str, str]:
    begun: list[tuple[str, str, float, float, pd.Timestamp]] = []
    incident_of: dict[str, str] = {}
    rows = frame[["ticket_id", "category_code", "x_m", "y_m", "opened_at"]].itertuples(index=False, name=None)
    for ticket in sorted(rows, key=lambda row: (row[4], row[0])):
        ticket_id, category, x_m, y_m, opened_at = ticket
        for first_id, first_category, first_x_m, first_y_m, first_opened_at in begun:
            is_near = (x_m - first_x_m) ** 2 + (y_m - first_y_m) ** 2 <= RADIUS_M**2
            is_soon = opened_at - first_opened_at <= pd.Timedelta(hours=WINDOW_HOURS)
            if category == first_category and is_near and is_soon:
                incident_of[ticket_id] = first_id
                break
        else:
            begun.append(ticket)
            incident_of[ticket_id] = ticket_id
    return incident_of


@given(rows=TICKETS)
def test_tickets_merge_exactly_by_the_rule_word_for_word(rows):
    frame = as_frame(rows)

    assert merged(frame) == by_the_rule_word_for_word(frame)


@given(rows=TICKETS)
def test_every_ticket_has_exactly_one_incident_that_one_of_its_own_tickets_began(rows):
    frame = as_frame(rows)

    pairs = merge_tickets(frame, radius_m=RADIUS_M, window_hours=WINDOW_HOURS)

    assert pairs["ticket_id"].tolist() == frame["ticket_id"].tolist()
    firsts = set(pairs["incident_id"])
    assert firsts == set(pairs.loc[pairs["ticket_id"] == pairs["incident_id"], "ticket_id"])


@given(rows=TICKETS)
def test_every_ticket_lies_within_radius_and_window_of_its_incidents_first_ticket(rows):
    frame = as_frame(rows).set_index("ticket_id")
    incident_of = merged(frame.reset_index())

    for ticket_id, incident_id in incident_of.items():
        ticket, first = frame.loc[ticket_id], frame.loc[incident_id]
        assert ticket["category_code"] == first["category_code"]
        assert (ticket["x_m"] - first["x_m"]) ** 2 + (ticket["y_m"] - first["y_m"]) ** 2 <= RADIUS_M**2
        assert pd.Timedelta(0) <= ticket["opened_at"] - first["opened_at"] <= pd.Timedelta(hours=WINDOW_HOURS)


@given(rows=TICKETS, data=st.data())
def test_the_order_of_the_rows_changes_nothing(rows, data):
    frame = as_frame(rows)
    order = data.draw(st.permutations(range(len(rows))))

    assert merged(frame.iloc[order]) == merged(frame)


@given(rows=TICKETS, east_m=st.integers(-10_000, 10_000), north_m=st.integers(-10_000, 10_000))
def test_incidents_move_with_the_city(rows, east_m, north_m):
    frame = as_frame(rows)

    assert merged(frame.assign(x_m=frame["x_m"] + east_m, y_m=frame["y_m"] + north_m)) == merged(frame)


@given(rows=TICKETS, quarter_hour=st.integers(0, 400))
def test_a_later_ticket_changes_no_earlier_incident(rows, quarter_hour):
    frame = as_frame(rows)
    earlier = frame[frame["quarter_hours"] < quarter_hour]

    incident_of = merged(frame)

    assert merged(earlier) == {ticket_id: incident_of[ticket_id] for ticket_id in earlier["ticket_id"]}
