from __future__ import annotations

import pandas as pd

from pipelines.settings import load_reference, project_paths
from tests.support.models import run_model
from tests.support.tables import table

MEASURES = load_reference(project_paths({}).reference_dir, "outreach_measures")
DRAWN = pd.DataFrame(
    {"zone_id": ["N1", "N2", "none"], "zone_name": ["B", "A", "?"], "zone_kind": "named_places", "outline_geojson": ""}
)


def zoned():
    seen = table(
        """
        feed_code | ticket_id | category_code | category_name | opened_at
        legacy    | 1         | litter        | Litter        | 2015-11-01 10:00
        legacy    | 2         | litter        | Litter        | 2015-11-01 11:00
        new       | 2         | litter        | Litter        | 2015-11-01 12:00
        legacy    | 3         | needles       | Needles       | 2015-11-02 10:00
        legacy    | 4         | litter        | Litter        | 2015-10-01 10:00
        """,
        opened_at="instant",
    )
    seen = seen.assign(is_ranked=seen["category_code"] == "litter", channel_name="Call")
    seen["reporter_group"] = ["residents", "staff", "residents", "residents", "residents"]
    seen[["lon", "lat", "place_status"]] = [
        [1.0, 0.0, "placed"],
        [2.0, 0.0, "placed"],
        [1.0, 0.0, "placed"],
        [float("nan"), float("nan"), "missing"],
        [1.0, 0.0, "placed"],
    ]
    settled = table(
        "lon | lat | x_m | y_m\n1 | 0 | 1 | 0\n2 | 0 | 2 | 0", lon="float", lat="float", x_m="float", y_m="float"
    )
    coordinates = table("x_m | y_m | zone_id\n1 | 0 | N1\n2 | 0 | N2", x_m="float", y_m="float")
    incidents = table(
        """
        feed_code | ticket_id | incident_id
        legacy    | 1         | legacy 1
        legacy    | 2         | legacy 1
        new       | 2         | new 2
        legacy    | 4         | legacy 4
        """
    )
    seen = seen.merge(incidents, on=["feed_code", "ticket_id"], how="left")
    return run_model(
        "int_tickets__zoned",
        {
            "int_tickets__assigned": seen,
            "int_coordinates__mapped": settled.assign(is_in_city=True),
            "int_coordinates__zoned": coordinates,
        },
    )


def test_a_ticket_of_the_lookback_lies_in_one_zone_and_without_a_place_in_none():
    rows = zoned().sort_values(["feed_code", "ticket_id"])[["feed_code", "ticket_id", "zone_id"]]

    assert rows.to_numpy().tolist() == [
        ["legacy", "1", "N1"], ["legacy", "2", "N2"], ["legacy", "3", "none"], ["new", "2", "N1"]
    ]  # fmt: skip


def test_an_incident_begun_before_the_lookback_is_counted_at_its_first_ticket_in_it():
    tickets = table(
        """
        feed_code | ticket_id | incident_id | opened_at
        legacy    | 1         | legacy 1    | 2015-10-13 00:00
        legacy    | 3         | legacy 1    | 2015-10-13 20:00
        legacy    | 2         | legacy 1    | 2015-10-13 20:00
        legacy    | 4         | legacy 1    | 2015-10-13 21:00
        legacy    | 5         | legacy 5    | 2015-10-13 21:00
        legacy    | 6         | legacy 5    | 2015-10-13 22:00
        """,
        opened_at="instant",
    ).assign(
        category_code="litter", category_name="Litter", is_ranked=True, reporter_group="staff", channel_name="Call",
        lon=1.0, lat=0.0, place_status="placed",
    )  # fmt: skip
    nowhere = pd.DataFrame({"x_m": [0.0], "y_m": [0.0]})
    rows = run_model(
        "int_tickets__zoned",
        {
            "int_tickets__assigned": tickets,
            "int_coordinates__mapped": nowhere.assign(lon=9.0, lat=9.0, is_in_city=True),
            "int_coordinates__zoned": nowhere.assign(zone_id="N1"),
        },
    )

    assert sorted(rows.loc[rows["is_first_of_incident"], "ticket_id"]) == ["2", "5"]
    assert len(rows) == len(tickets) - 1


def test_an_incident_that_lies_in_two_zones_is_counted_where_it_began():
    tickets = zoned()
    zones = run_model("zones", {"int_zones__drawn": DRAWN, "int_tickets__zoned": tickets}).set_index("zone_id")
    city = run_model("city_categories", {"int_tickets__zoned": tickets}).set_index("category_code")
    parts = run_model("zone_categories", {"int_tickets__zoned": tickets})

    assert zones[["n_tickets", "n_incidents", "n_tickets_residents"]].to_dict("index") == {
        "N2": {"n_tickets": 1, "n_incidents": 0, "n_tickets_residents": 0},
        "N1": {"n_tickets": 2, "n_incidents": 2, "n_tickets_residents": 2},
        "none": {"n_tickets": 1, "n_incidents": 0, "n_tickets_residents": 0},
    }
    assert zones.index.tolist() == ["N2", "N1", "none"]
    assert city.loc["litter", ["n_tickets", "n_incidents"]].tolist() == [3, 2]
    assert parts.groupby("category_code")["n_tickets"].sum().to_dict() == city["n_tickets"].to_dict()


def outreach(status):
    measured = pd.DataFrame(
        [("c1", "contacts", 1), ("c2", "contacts", 1), ("c2", "sharps_collected", 7)],
        columns=["contact_id", "measure_code", "n_events"],
    )
    of_contacts = pd.DataFrame([("c1", "N1"), ("c2", "none")], columns=["contact_id", "zone_id"])
    made = run_model(
        "zone_outreach",
        {
            "int_zones__drawn": DRAWN,
            "int_outreach__measured": measured,
            "int_contacts__zoned": of_contacts,
            "ref_outreach_measures": MEASURES,
            "int_feeds__freshness": pd.DataFrame({"feed_code": ["outreach"], "status": [status]}),
        },
    )
    return made.set_index(["zone_id", "measure_code"])


def test_every_zone_has_every_measure_and_a_contact_without_a_place_is_not_lost():
    made = outreach("current")

    assert len(made) == 3 * len(MEASURES)
    assert made["n_events"].groupby("measure_code").sum()[["contacts", "sharps_collected"]].tolist() == [2, 7]
    assert made.loc[("none", "sharps_collected"), "n_events"] == 7
    assert made.loc[("N2", "contacts"), "n_events"] == 0


def test_a_log_that_never_came_is_not_zero_in_any_zone():
    made = outreach("not_collected")

    assert made["n_events"].isna().all()
    assert set(made["blank"]) == {"not_collected"}
