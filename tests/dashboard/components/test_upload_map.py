"""The numbers of the places that a log's rows were found at, and the points that carry them."""

from __future__ import annotations

import json

from dashboard.components.upload_map import FoundPlace, found_features

ALDER = FoundPlace(1, -71.07, 42.34, 95.0, "Alder St & Elm St")
UNSURE = FoundPlace(2, -71.08, 42.35, 55.0, "Mill Square")


def properties(found: dict[int, FoundPlace]) -> list[dict[str, object]]:
    return [feature["properties"] for feature in found_features(found, min_confidence=80.0)["features"]]


def test_a_place_is_one_point_that_names_all_its_lines() -> None:
    (point,) = properties({2: ALDER, 7: ALDER, 1_204: ALDER})

    assert point["label"] == "1 · Alder St &amp; Elm St · 95 of 100 · lines 2, 7, 1,204"


def test_what_is_not_sure_enough_for_the_map_of_the_build_is_drawn_as_not_sure() -> None:
    assert [point["kind"] for point in properties({2: ALDER, 3: UNSURE})] == ["found", "found_unsure"]


def test_a_point_found_by_two_texts_is_as_sure_as_the_surer_one() -> None:
    (point,) = properties({2: UNSURE._replace(number=1), 3: ALDER})

    assert (point["kind"], point["label"]) == ("found", "1 · Alder St &amp; Elm St · 95 of 100 · lines 2, 3")


def test_no_text_of_a_log_enters_the_map_as_html() -> None:
    told = json.dumps(properties({2: ALDER._replace(label="<img src=x onerror=hack()>")}))

    assert "<img" not in told
