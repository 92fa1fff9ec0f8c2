"""Decision 0006, sentence by sentence."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from geo import identity
from geo.errors import BadParameterError, MissingColumnError
from geo.identity import CarriedIdentities, carry_identities, update_registry
from geo.registry import REGISTRY_COLUMNS
from pipelines.contracts import LIST_CHANGES, PLACE_REGISTRY

TODAY = date(2015, 11, 10)
YESTERDAY = TODAY - timedelta(days=1)


def centres(*points: tuple[float, float]) -> pd.DataFrame:
    rows = [(number, *point) for number, point in enumerate(points, start=1)]
    return pd.DataFrame(rows, columns=["number", "x_m", "y_m"])


def known(location_id: str, x_m: float, y_m: float = 0, **values: Any) -> dict[str, Any]:
    place = {
        "location_id": location_id,
        "name": f"{location_id} Square",
        "district_code": "D-4",
        "x_m": x_m,
        "y_m": y_m,
        "first_x_m": x_m,
        "first_y_m": y_m,
        "first_listed_date": date(2015, 11, 1),
        "last_listed_date": YESTERDAY,
        "n_mornings_listed": 5,
        "last_number": 7,
        "is_listed": True,
        "merged_into_id": None,
    }
    return place | values


def off_the_list(location_id: str, x_m: float, *, last: date, **values: Any) -> dict[str, Any]:
    return known(location_id, x_m, last_listed_date=last, is_listed=False, **values)


def registry(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=REGISTRY_COLUMNS)


def carry(today: pd.DataFrame, before: pd.DataFrame, **values: Any) -> CarriedIdentities:
    rule: dict[str, Any] = {
        "as_of_date": TODAY,
        "match_radius_m": 75,
        "moved_note_m": 25,
        "drift_limit_m": 150,
        "return_days": 60,
    }
    return carry_identities(today, before, **(rule | values))


def kinds(carried: CarriedIdentities) -> list[tuple[str, str]]:
    return list(zip(carried.locations["location_id"], carried.locations["change_kind"], strict=True))


def changes(carried: CarriedIdentities) -> list[tuple[str, str, str | None]]:
    rows = carried.changes[["location_id", "change_kind", "other_location_id"]].itertuples(index=False)
    return [(row[0], row[1], None if pd.isna(row[2]) else row[2]) for row in rows]


def test_on_the_first_morning_every_place_is_new_and_nothing_is_a_change():
    carried = carry(centres((0, 0), (500, 0)), registry())

    assert carried.locations["change_kind"].tolist() == ["new", "new"]
    assert carried.locations["change_text"].tolist() == ["First morning on record"] * 2
    assert carried.locations["name"].isna().all()
    assert carried.locations["n_mornings_listed"].tolist() == [1, 1]
    assert carried.changes.empty
    assert carried.changes.columns.tolist() == [column.name for column in LIST_CHANGES.columns]


def test_a_place_keeps_its_id_its_name_and_its_first_morning():
    carried = carry(centres((10, 0)), registry(known("La", 0)))

    place = carried.locations.iloc[0]
    assert kinds(carried) == [("La", "kept")]
    assert (place["name"], place["first_listed_date"]) == ("La Square", date(2015, 11, 1))
    assert (place["n_mornings_listed"], place["previous_number"]) == (6, 7)
    assert (place["first_x_m"], place["x_m"]) == (0, 10)
    assert place["change_text"] == "On the list since 1 November 2015"
    assert carried.changes.empty


def test_a_place_that_moved_60_m_keeps_its_id_and_is_noted_as_moved():
    carried = carry(centres((60, 0)), registry(known("La", 0)))

    assert kinds(carried) == [("La", "moved")]
    assert carried.locations["change_text"].tolist() == ["Moved 60 m since the morning before"]
    assert changes(carried) == [("La", "moved", None)]


def test_the_distances_are_inclusive():
    assert kinds(carry(centres((25, 0)), registry(known("La", 0)))) == [("La", "kept")]
    assert kinds(carry(centres((75, 0)), registry(known("La", 0)))) == [("La", "moved")]
    assert kinds(carry(centres((75, 0)), registry(known("La", 0, first_x_m=-75))))[0] == ("La", "moved")


def test_a_centre_further_than_the_match_radius_is_another_place():
    carried = carry(centres((76, 0)), registry(known("La", 0)))

    assert carried.locations["change_kind"].tolist() == ["new"]
    new_id = carried.locations["location_id"].iloc[0]
    assert changes(carried) == sorted([(new_id, "new", "La"), ("La", "vanished", None)])


def test_a_new_place_beside_one_that_left_names_it_and_how_far_off_it_was():
    near = carry(centres((150, 0)), registry(known("La", 0), known("Lb", 0, 50)))
    far = carry(centres((151, 0)), registry(known("La", 0)))

    assert near.locations["change_text"].tolist() == ["New on the list, 150 m from La Square, which left it"]
    assert far.locations["change_text"].tolist() == ["New on the list"]


def test_of_two_places_that_left_the_nearer_is_named():
    carried = carry(centres((0, 0)), registry(known("La", 120), known("Lb", -100)))

    assert carried.locations["other_location_id"].tolist() == ["Lb"]


def test_matching_is_one_to_one_and_takes_the_least_total_distance():
    # Greedy would give Lb the centre 10 m off and leave La without one.
    carried = carry(centres((50, 0), (120, 0)), registry(known("La", 0), known("Lb", 60)))

    assert kinds(carried) == [("La", "moved"), ("Lb", "moved")]


def test_of_two_places_equally_far_the_first_in_id_order_is_the_one():
    carried = carry(centres((0, 0)), registry(known("Lb", -40), known("La", 40)))

    assert kinds(carried) == [("La", "merged")]


def test_yesterdays_list_comes_before_a_place_that_returns_though_it_is_nearer():
    before = registry(known("Lz", 60), off_the_list("La", 0, last=date(2015, 11, 2)))

    assert kinds(carry(centres((0, 0)), before)) == [("Lz", "moved")]


def test_a_place_that_was_off_the_list_returns_with_its_id_and_name():
    before = registry(known("Lz", 900), off_the_list("La", 0, last=date(2015, 9, 11)))

    carried = carry(centres((40, 0), (900, 0)), before)

    place = carried.locations.iloc[0]
    assert kinds(carried) == [("La", "returned"), ("Lz", "kept")]
    assert (place["name"], place["n_mornings_listed"]) == ("La Square", 6)
    assert pd.isna(place["previous_number"])
    assert place["change_text"] == "Back on the list; last listed on 11 September 2015"
    assert changes(carried) == [("La", "returned", None)]


def test_a_place_does_not_return_after_too_long_nor_when_it_was_merged():
    long_ago = off_the_list("La", 0, last=date(2015, 9, 10))
    merged = off_the_list("Lb", 0, last=date(2015, 11, 2), merged_into_id="Lz")

    carried = carry(centres((0, 0), (900, 0)), registry(known("Lz", 900), long_ago, merged))

    assert carried.locations["change_kind"].tolist() == ["new", "kept"]


def test_what_is_marked_listed_on_an_older_morning_is_not_yesterdays_list():
    before = registry(known("Lz", 900), known("La", 0, last_listed_date=date(2015, 11, 2)))

    assert kinds(carry(centres((0, 0), (900, 0)), before))[0] == ("La", "returned")


def test_a_place_that_drifted_too_far_from_where_it_began_becomes_a_new_place():
    carried = carry(centres((151, 0)), registry(known("La", 100, first_x_m=0)))

    place = carried.locations.iloc[0]
    assert place["change_kind"] == "moved"
    assert place["location_id"] != "La"
    assert place["other_location_id"] == "La"
    assert pd.isna(place["name"])
    assert (place["first_x_m"], place["first_listed_date"], place["n_mornings_listed"]) == (151, TODAY, 1)
    assert place["previous_number"] == 7
    assert place["change_text"] == "Now 151 m from where La Square was first listed, so listed as a new place"
    assert changes(carried) == sorted([(place["location_id"], "moved", "La"), ("La", "vanished", place["location_id"])])
    text = carried.changes.set_index("location_id")["change_text"]["La"]
    assert text == "Listed as a new place, number 1: more than 150 m from where it was first listed"


def test_a_drifted_centre_is_a_returning_place_before_it_is_a_new_one():
    before = registry(known("La", 100, first_x_m=0), off_the_list("Lb", 151, last=date(2015, 11, 2)))

    carried = carry(centres((151, 0)), before)

    assert kinds(carried) == [("Lb", "returned")]
    assert changes(carried) == [("La", "merged", "Lb"), ("Lb", "returned", None)]


def test_a_second_centre_beside_a_place_that_stays_is_split_from_it():
    carried = carry(centres((0, 0), (70, 0)), registry(known("La", 0)))

    new = carried.locations.iloc[1]
    assert kinds(carried)[0] == ("La", "kept")
    assert (new["change_kind"], new["other_location_id"]) == ("split", "La")
    assert new["change_text"] == "Split from La Square"
    assert pd.isna(new["previous_number"])
    assert changes(carried) == [(new["location_id"], "split", "La")]


def test_a_place_without_a_centre_beside_one_that_stays_is_merged_into_it():
    carried = carry(centres((0, 0)), registry(known("La", 0), known("Lb", 70), known("Lc", 0, 70)))

    place = carried.locations.iloc[0]
    assert (place["location_id"], place["change_kind"], place["other_location_id"]) == ("La", "merged", "Lb")
    assert place["change_text"] == "Took in Lb Square and Lc Square"
    assert changes(carried) == [("Lb", "merged", "La"), ("Lc", "merged", "La")]
    assert carried.changes["change_text"].tolist() == ["Merged into number 1 of this morning"] * 2


def test_a_place_with_nothing_near_vanishes():
    carried = carry(centres(), registry(known("La", 0)))

    assert carried.locations.empty
    assert changes(carried) == [("La", "vanished", None)]
    assert carried.changes["change_text"].tolist() == ["No longer on the list; it was number 7"]
    assert carried.changes["name"].tolist() == ["La Square"]


def test_a_place_that_never_got_a_name_is_told_by_its_number():
    carried = carry(centres((0, 0), (70, 0)), registry(known("La", 0, name=None)))

    assert carried.locations["name"].isna().all()
    assert carried.locations["change_text"].tolist()[1] == "Split from number 7 of the morning before"


def test_the_same_morning_on_the_same_registry_gives_the_same_answer_whatever_the_row_order():
    today = centres((0, 0), (60, 10), (500, 0), (580, 0), (1000, 0))
    before = registry(
        known("La", 20), known("Lb", 550), known("Lc", 520), off_the_list("Ld", 990, last=date(2015, 11, 2))
    )

    one, again = carry(today, before), carry(today.iloc[::-1], before.iloc[::-1])

    pd.testing.assert_frame_equal(one.locations, again.locations)
    pd.testing.assert_frame_equal(one.changes, again.changes)


def test_a_new_id_can_be_read_out_and_comes_from_the_morning_and_the_metre():
    one = carry(centres((235000.2, 900000.4)), registry()).locations["location_id"].iloc[0]
    same = carry(centres((235000.4, 900000.1)), registry()).locations["location_id"].iloc[0]
    later = carry(centres((235000.2, 900000.4)), registry(), as_of_date=TODAY + timedelta(days=1))

    assert one == same
    assert one != later.locations["location_id"].iloc[0]
    assert len(one) == 8
    assert one[0] == "L"
    assert set(one[1:]) <= set("0123456789abcdefghjkmnpqrstvwxyz")


def test_a_new_id_that_is_taken_gives_way_to_the_next():
    free = carry(centres((0, 0)), registry()).locations["location_id"].iloc[0]
    taken = registry(off_the_list(free, 9000, last=date(2015, 1, 1)))

    again = carry(centres((0, 0)), taken).locations["location_id"].iloc[0]

    assert again not in ("", free)
    assert again == carry(centres((0, 0)), taken).locations["location_id"].iloc[0]


def test_two_new_centres_in_one_metre_get_two_ids():
    assert carry(centres((0, 0), (0.2, 0)), registry()).locations["location_id"].nunique() == 2


def test_dates_may_come_back_from_the_database_as_timestamps():
    before = registry(known("La", 0))
    for column in ("first_listed_date", "last_listed_date"):
        before[column] = pd.to_datetime(before[column])

    carried = carry(centres((0, 0)), before)

    assert carried.locations["first_listed_date"].tolist() == [date(2015, 11, 1)]


@pytest.mark.parametrize("name", ["match_radius_m", "moved_note_m", "drift_limit_m", "return_days"])
def test_a_negative_distance_is_refused(name):
    with pytest.raises(BadParameterError, match="negative"):
        carry(centres(), registry(), **{name: -1})


def test_input_that_cannot_be_matched_is_refused():
    with pytest.raises(MissingColumnError, match="centres lack x_m"):
        carry(centres().drop(columns="x_m"), registry())
    with pytest.raises(MissingColumnError, match="registry rows lack is_listed"):
        carry(centres(), registry().drop(columns="is_listed"))
    with pytest.raises(BadParameterError, match="lacks its coordinates"):
        carry(centres((float("nan"), 0)), registry())
    with pytest.raises(BadParameterError, match="two centres"):
        carry(centres((0, 0), (900, 0)).assign(number=1), registry())
    with pytest.raises(BadParameterError, match="not from before 2015-11-10"):
        carry(centres(), registry(known("La", 0, last_listed_date=TODAY)))


def named(carried: CarriedIdentities) -> pd.DataFrame:
    names = [f"Place {number}" for number in carried.locations["number"]]
    filled = carried.locations["name"].where(carried.locations["name"].notna(), pd.Series(names, dtype="str"))
    return carried.locations.assign(name=filled, district_code="B-2")


def test_the_registry_takes_in_this_morning_and_keeps_who_is_off_the_list():
    before = registry(
        known("La", 0), known("Lb", 70), known("Lc", 900), off_the_list("Ld", 5000, last=date(2015, 1, 5))
    )
    carried = carry(centres((10, 0), (2000, 0)), before)

    after = update_registry(before, named(carried), carried.changes, as_of_date=TODAY).set_index("location_id")

    new_id = carried.locations["location_id"].iloc[1]
    assert set(after.index) == {"La", "Lb", "Lc", "Ld", new_id}
    assert after["is_listed"].to_dict() == {"La": True, "Lb": False, "Lc": False, "Ld": False, new_id: True}
    assert after.loc["La", ["x_m", "last_listed_date", "last_number", "n_mornings_listed"]].tolist() == [
        10,
        TODAY,
        1,
        6,
    ]
    assert after["merged_into_id"].fillna("").to_dict() == {"La": "", "Lb": "La", "Lc": "", "Ld": "", new_id: ""}
    assert after.loc[new_id, ["name", "district_code", "first_x_m", "n_mornings_listed"]].tolist() == [
        "Place 2",
        "B-2",
        2000,
        1,
    ]
    assert after.loc["Ld", "last_listed_date"] == date(2015, 1, 5)


def test_the_registry_has_the_columns_of_its_contract():
    carried = carry(centres((0, 0)), registry())

    after = update_registry(registry(), named(carried), carried.changes, as_of_date=TODAY)

    assert after.columns.tolist() == [column.name for column in PLACE_REGISTRY.columns] == REGISTRY_COLUMNS
    assert carried.locations.columns.tolist() == identity.LOCATION_COLUMNS


def test_a_place_that_comes_back_is_listed_again():
    before = registry(known("Lz", 900), off_the_list("La", 0, last=date(2015, 11, 2)))
    carried = carry(centres((0, 0)), before)

    after = update_registry(before, named(carried), carried.changes, as_of_date=TODAY).set_index("location_id")

    assert after["is_listed"].to_dict() == {"La": True, "Lz": False}


def test_registry_input_without_its_columns_is_refused():
    carried = carry(centres((0, 0)), registry())
    with pytest.raises(MissingColumnError, match="named locations lack district_code"):
        update_registry(registry(), carried.locations, carried.changes, as_of_date=TODAY)
