from __future__ import annotations

import pytest

from pipelines.settings import load_reference, project_paths
from tests.support.models import run_model
from tests.support.tables import table

REFERENCE = project_paths({}).reference_dir


def seen(**changes):
    row = {
        "feed_code": "city311_legacy",
        "system_code": "legacy",
        "ticket_id": "101000000001",
        "type_name": "Needle Pickup",
        "opened_at": "2015-11-01 10:00",
        "closed_at": None,
        "is_marked_closed": "no",
        "place_text": "1 Example St",
        "is_taken_before": "yes",
        "channel_name": "City Worker App",
        "district_text": "D4",
        "neighborhood_text": "South End",
        "lon": "-71.07",
        "lat": "42.34",
        "coordinate_form": "numbers",
        "text_category_code": None,
        **changes,
    }
    text = " | ".join(row) + "\n" + " | ".join("-" if value is None else value for value in row.values())
    tickets = table(
        text,
        opened_at="instant",
        closed_at="instant",
        is_marked_closed="bool",
        is_taken_before="bool",
        lon="float",
        lat="float",
    )
    gone = table("feed_code | ticket_id\ncity311_legacy | none")
    references = {
        f"ref_{name}": load_reference(REFERENCE, name)
        for name in ("ticket_types", "categories", "channels", "neighborhood_labels", "coordinate_sentinels")
    }
    found = run_model("int_tickets__seen", {"int_tickets__versioned": tickets, "int_tickets__gone": gone, **references})
    return found.to_dict("records")[0]


def test_a_ticket_closed_after_the_morning_is_open_and_its_closing_unknown():
    ticket = seen(closed_at="2015-11-12 10:00", is_marked_closed="yes")

    assert ticket["is_open"]
    assert ticket["closed_at"] is None or ticket["closed_at"] != ticket["closed_at"]


def test_a_ticket_closed_before_the_morning_is_closed():
    assert not seen(closed_at="2015-11-09 10:00", is_marked_closed="yes")["is_open"]


def test_a_ticket_marked_closed_without_a_date_is_closed():
    assert not seen(is_marked_closed="yes")["is_open"]


@pytest.mark.parametrize(
    ("written", "district"),
    [("D4", "D-4"), ("D-4", "D-4"), ("C-11", "C-11"), ("C11", "C-11"), ("a15", "A-15"), ("E05", "E-5")],
)
def test_the_police_district_is_written_one_way(written, district):
    assert seen(district_text=written)["district_code"] == district


@pytest.mark.parametrize(
    ("lon", "lat", "status"),
    [
        ("-71.0587", "42.3594", "sentinel"),
        ("-73.6514", "34.2444", "sentinel"),
        ("-71.0588", "42.3597", "placed"),
        ("-72.5", "42.1", "outside_city"),
        ("-71.0217", "42.4383", "outside_city"),
        ("42.34", "-71.07", "swapped"),
        ("0", "0", "outside_city"),
    ],
)
def test_a_stand_in_coordinate_is_never_a_place(lon, lat, status):
    assert seen(lon=lon, lat=lat)["place_status"] == status


@pytest.mark.parametrize(("form", "status"), [("none", "missing"), ("numbers", "not_degrees"), ("text", "unreadable")])
def test_a_coordinate_that_was_cleared_keeps_its_reason(form, status):
    assert seen(lon=None, lat=None, coordinate_form=form)["place_status"] == status


def test_a_category_derived_from_text_is_labelled_so_and_comes_before_the_type():
    told = seen(system_code="open311", type_name="Other", text_category_code="sharps", channel_name="Open311")
    silent = seen(system_code="open311", type_name="Other", channel_name="Open311")

    assert (told["category_code"], told["category_how"], told["is_ranked"]) == ("sharps", "derived from text", True)
    assert (silent["category_code"], silent["category_how"]) == ("other", "reviewed type")
    assert told["reporter_group"] == "residents"


def test_a_type_nobody_reviewed_is_kept_named_and_not_ranked():
    ticket = seen(type_name="Brand New Type")

    assert (ticket["category_code"], ticket["is_ranked"], ticket["is_unmapped_type"]) == (
        "unmapped",
        False,
        True,
    )


def test_staff_and_residents_are_told_apart_by_the_channel():
    assert seen()["reporter_group"] == "staff"
    assert seen(channel_name="Constituent Call")["reporter_group"] == "residents"


def test_a_ticket_of_five_in_the_morning_belongs_to_the_huddle_day_before():
    assert str(seen(opened_at="2015-11-05 05:30")["huddle_date"])[:10] == "2015-11-04"
    assert str(seen(opened_at="2015-11-05 06:00")["huddle_date"])[:10] == "2015-11-05"
