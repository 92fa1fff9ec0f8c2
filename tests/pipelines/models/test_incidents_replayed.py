from __future__ import annotations

from tests.support.models import run_model
from tests.support.tables import table


def test_an_incident_s_tickets_are_counted_by_group_and_huddle_day_and_keep_its_first_place():
    ranked = table(
        """
        ticket_id | incident_id | category_code | reporter_group | x_m | y_m | opened_at
        legacy a  | legacy a    | litter        | residents      | 1   | 1   | 2015-11-01 10:00
        legacy b  | legacy a    | litter        | residents      | 9   | 9   | 2015-11-01 23:00
        legacy c  | legacy a    | litter        | staff          | 9   | 9   | 2015-11-02 05:59
        new d     | legacy a    | litter        | residents      | 9   | 9   | 2015-11-02 06:00
        new e     | new e       | sharps        | staff          | 5   | 5   | 2015-11-01 09:00
        """,
        x_m="float",
        y_m="float",
        opened_at="instant",
    )

    rows = run_model("int_incidents__replayed", {"int_tickets__ranked": ranked})

    told = rows.sort_values(["incident_no", "opened_at"])[
        ["incident_no", "category_code", "reporter_group", "x_m", "n_tickets"]
    ]
    assert told.to_numpy().tolist() == [
        [1, "sharps", "staff", 5.0, 1],
        [2, "litter", "residents", 1.0, 2],
        [2, "litter", "staff", 1.0, 1],
        [2, "litter", "residents", 1.0, 1],
    ]
    assert rows.loc[rows["incident_no"] == 2, "began_at"].nunique() == 1
    assert rows["n_tickets"].sum() == len(ranked)


def test_cells_are_told_once_and_those_outside_the_city_not_at_all():
    rows = "x_m | y_m\n250 | 10\n299 | 99\n300 | 10\n900 | 900"
    settled = table(rows, x_m="float", y_m="float").assign(is_in_city=[True, True, True, False])

    cells = run_model("int_cells__ticketed", {"int_coordinates__settled": settled})

    assert sorted(cells.itertuples(index=False, name=None)) == [(2, 0), (3, 0)]
