from __future__ import annotations

import pandas as pd
import pytest

from pipelines.checks import load_checks
from pipelines.warehouse import connect, query, store_frame
from tests.support.models import run_model
from tests.support.tables import table

LABELS = table("label_text | neighborhood_name\nAllston | Allston-Brighton")
KNOWN = table("district_code | district_name\nA-1 | Downtown\nA-15 | Charlestown\nD-4 | South End")


def stating(*codes):
    return pd.DataFrame(
        [(1.5, 2.5, code, "Stated End", 1) for code in codes],
        columns=["x_m", "y_m", "district_code", "neighborhood_name", "n_tickets"],
    )


def labelled(stated, *, official_district=None, official_neighborhood=None):
    place = pd.DataFrame({"location_id": ["L1"], "x_m": [1.5], "y_m": [2.5]})
    centre = pd.DataFrame(
        {
            "x_m": [1.5, 9.0],
            "y_m": [2.5, 9.0],
            "district_code": pd.array([official_district, "A-1"], dtype="str"),
            "neighborhood_name": pd.array([official_neighborhood, "Downtown"], dtype="str"),
        }
    )
    tables = {
        "int_coordinates__placed": stated,
        "int_locations__members": place,
        "int_locations__carried": place,
        "int_coordinates__mapped": centre,
        "ref_districts": KNOWN,
        "ref_neighborhood_labels": LABELS,
    }
    return run_model("int_locations__labelled", tables).iloc[0].to_dict()


def test_the_official_district_of_its_centre_comes_before_what_its_tickets_state():
    place = labelled(stating("A-1", "A-1", "D-4"), official_district="D-4")

    assert (place["district_code"], place["district_how"]) == ("D-4", "official")


def test_without_official_lines_most_of_its_tickets_decide():
    place = labelled(stating("A-1", "A-1", "D-4"))

    assert (place["district_code"], place["district_how"]) == ("A-1", "labels")


def test_charlestown_stays_apart_from_downtown():
    assert labelled(stating("A-1"), official_district="A-15")["district_code"] == "A-15"


def test_a_place_without_lines_and_labels_says_so():
    place = labelled(stating("Z-9"))

    assert (place["district_code"], place["district_how"]) == ("not stated", "not stated")


def test_an_official_neighborhood_is_called_as_the_reviewed_table_says():
    assert labelled(stating("A-1"), official_neighborhood="Allston")["neighborhood_name"] == "Allston-Brighton"
    assert labelled(stating("A-1"), official_neighborhood="Longwood")["neighborhood_name"] == "Longwood"
    assert labelled(stating("A-1"))["neighborhood_name"] == "Stated End"


def districts(drawn, *, stated=(), places=()):
    tables = {
        "ref_districts": KNOWN,
        "int_districts__drawn": pd.DataFrame(
            drawn, columns=["district_code", "how", "handed_in_at", "outline_geojson"]
        ).astype({"handed_in_at": "datetime64[us, UTC]"}),
        "int_places__stated": pd.DataFrame(stated, columns=["x_m", "y_m", "district_code", "n_tickets"]),
        "int_places__districted": pd.DataFrame(places, columns=["x_m", "y_m", "area_code"]),
        "int_locations__labelled": pd.DataFrame({"location_id": ["L1"], "district_code": ["D-4"]}),
    }
    return run_model("districts", tables).set_index("district_code")


def test_every_district_of_the_reviewed_table_has_a_row_in_the_order_of_its_number():
    rows = districts([("D-4", "official", pd.Timestamp("2026-11-22", tz="UTC"), "{}")])

    assert rows.index.tolist() == ["A-1", "A-15", "D-4"]
    assert rows["lines_how"].tolist() == ["none", "none", "official"]
    assert rows["n_locations"].tolist() == [0, 0, 1]


def test_tickets_that_state_another_district_are_counted_where_they_lie():
    rows = districts(
        [("D-4", "derived", None, "{}")],
        stated=[(1.0, 1.0, "D-4", 7), (1.0, 1.0, "A-1", 2), (2.0, 2.0, "A-1", 5), (3.0, 3.0, "A-1", 4)],
        places=[(1.0, 1.0, "D-4"), (2.0, 2.0, "A-1"), (3.0, 3.0, None)],
    )

    assert rows.loc["D-4", ["n_tickets_stating", "n_tickets_disagreeing"]].tolist() == [9, 2]
    assert rows.loc["A-1", ["n_tickets_stating", "n_tickets_disagreeing"]].tolist() == [5, 0]


@pytest.mark.parametrize(
    ("how", "stating", "disagreeing", "fails"),
    [("official", 100, 5, 0), ("official", 100, 6, 1), ("official", 49, 49, 0), ("derived", 100, 90, 0)],
    ids=["one in twenty", "more", "too few to say", "worked out from the labels themselves"],
)
def test_the_check_speaks_when_many_labels_differ_from_the_official_lines(how, stating, disagreeing, fails):
    (check,) = [check for check in load_checks() if check.name == "labels_agree_with_district_lines"]
    row = pd.DataFrame(
        {
            "district_code": ["D-4"],
            "lines_how": [how],
            "n_tickets_stating": [stating],
            "n_tickets_disagreeing": [disagreeing],
        }
    )
    with connect() as connection:
        store_frame(connection, "districts", row)
        assert query(connection, check.sql, {}).to_arrow_table().num_rows == fails
    assert check.severity == "warn"


@pytest.mark.parametrize(("n_outside", "fails"), [(20, 0), (21, 1), (1000, 1)], ids=["one in fifty", "more", "all"])
def test_the_check_speaks_when_many_tickets_lie_beyond_the_lines(n_outside, fails):
    (check,) = [check for check in load_checks() if check.name == "few_tickets_lie_beyond_the_lines"]
    settled = pd.DataFrame({"n_tickets": [n_outside, 1000 - n_outside], "is_beyond_lines": [True, False]})
    with connect() as connection:
        store_frame(connection, "int_coordinates__settled", settled)
        assert query(connection, check.sql, {}).to_arrow_table().num_rows == fails
        connection.execute("delete from int_coordinates__settled")
        assert query(connection, check.sql, {}).to_arrow_table().num_rows == 0


def test_a_ticket_beyond_the_lines_is_told_with_its_own_reason():
    seen = pd.DataFrame(
        {
            "feed_code": "city311_new",
            "place_status": ["placed", "placed", "outside_city"],
            "place_text": pd.array(["1 Elm St", None, None], dtype="str"),
            "lon": [-71.07, -71.13, -60.0],
            "lat": [42.33, 42.37, 42.33],
        }
    )
    settled = pd.DataFrame({"lon": [-71.07, -71.13], "lat": [42.33, 42.37], "is_in_city": [True, False]})

    tables = {"int_tickets__seen": seen, "int_tickets__mapped": seen, "int_coordinates__settled": settled}
    rows = run_model("unplaced_tickets", tables)

    assert sorted(zip(rows["place_status"], rows["n_tickets"], strict=True)) == [
        ("outside_city", 1),
        ("outside_lines", 1),
    ]


def test_a_ticket_beyond_the_lines_is_not_placed():
    seen = pd.DataFrame({"ticket_id": ["in", "out"], "place_status": "placed", "lon": [1.0, 2.0], "lat": [1.0, 2.0]})
    settled = pd.DataFrame(
        {"lon": [1.0, 2.0], "lat": [1.0, 2.0], "x_m": [5.0, 6.0], "y_m": [5.0, 6.0], "is_in_city": [True, False]}
    )

    rows = run_model("int_tickets__placed", {"int_tickets__mapped": seen, "int_coordinates__mapped": settled})

    assert rows["ticket_id"].tolist() == ["in"]
