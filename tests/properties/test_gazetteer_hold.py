"""What holds of names and matches for any points."""

from __future__ import annotations

import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.gazetteer import build_gazetteer, match_texts, name_locations
from geo.layer_places import add_layers
from geo.place_matching import PlaceFinder
from geo.place_text import name_key, read_place

STREETS = ["Beach St", "Utica St", "Albany St", "Mass Ave", "E Seventh St", "Public Alley No. 441"]
corners = st.tuples(st.sampled_from(STREETS), st.sampled_from(STREETS)).map(
    lambda pair: f"INTERSECTION of {pair[0]} & {pair[1]}  Boston  MA"
)
houses = st.builds("{} {}  {}  MA  {}".format, st.integers(1, 40), st.sampled_from(STREETS[:4]),
                   st.sampled_from(["Boston", "Roxbury"]), st.sampled_from(["02118", "02119"]))  # fmt: skip
metres = st.integers(0, 40).map(lambda k: k * 25.0)
points = st.lists(st.tuples(st.one_of(corners, houses), metres, metres, st.integers(1, 9)), max_size=15)
places = st.lists(
    st.tuples(
        st.sampled_from(["Lantern Square", "Kiln Common", "Ropewalk Park"]), metres, metres, st.integers(30, 200)
    ),
    max_size=3,
    unique_by=lambda place: place[0],
)
centres = st.lists(st.tuples(metres, metres), max_size=6)


def make(labelled, named):
    return build_gazetteer(
        pd.DataFrame(labelled, columns=["place_text", "x_m", "y_m", "n_tickets"]),
        pd.DataFrame(
            [(name, "", *rest) for name, *rest in named], columns=["place_name", "aliases", "x_m", "y_m", "radius_m"]
        ),
    )


def name(frame, gazetteer):
    return name_locations(frame, gazetteer, place_reach_m=120, intersection_reach_m=150)


@given(points, places, centres, st.randoms(use_true_random=False))
def test_names_are_distinct_and_row_order_does_not_matter(labelled, named, where, random):
    x_m, y_m = [231000 + x for x, _ in where], [900000 + y for _, y in where]
    frame = pd.DataFrame({"x_m": x_m, "y_m": y_m}, dtype="float64")
    moved = [(text, 231000 + x, 900000 + y, n) for text, x, y, n in labelled]
    squares = [(label, 231000 + x, 900000 + y, radius) for label, x, y, radius in named]
    given_names = name(frame, make(moved, squares))
    order = random.sample(range(len(where)), len(where))
    mixed = name(frame.iloc[order], make(moved[::-1], squares[::-1]))

    assert len(set(given_names)) == len(where)
    if len(set(where)) == len(where):
        assert mixed == [given_names[i] for i in order]


@given(points)
def test_every_ticket_is_in_the_gazetteer_once(labelled):
    gazetteer = make(labelled, [])
    told = [n for text, _, _, n in labelled if read_place(text).kind != "name"]

    assert gazetteer.intersections["n"].sum() + gazetteer.addresses["n"].sum() == sum(told)
    assert gazetteer.intersections["familiarity"].ge(gazetteer.intersections["n"]).all()


@given(points)
def test_a_match_is_a_place_of_the_gazetteer_or_none_at_all(labelled):
    gazetteer = make(labelled, [])
    found = match_texts([text for text, *_ in labelled], gazetteer)
    spots = pd.concat([gazetteer.intersections, gazetteer.addresses])
    known = set(zip(spots["label"], spots["x_m"], spots["y_m"], strict=True))

    matched = found[found["label"].notna()]
    assert set(zip(matched["label"], matched["x_m"], matched["y_m"], strict=True)) <= known
    assert matched["confidence"].between(1, 100).all()
    nowhere = found[found["label"].isna()]
    assert nowhere[["x_m", "y_m"]].isna().all(axis=None)
    assert (nowhere["confidence"] == 0).all()


@given(st.text(max_size=40))
def test_any_text_can_be_read(text):
    place = read_place(text)

    assert place.kind in ("intersection", "address", "name")
    assert len(place.streets) == {"intersection": 2, "address": 1, "name": 0}[place.kind]
    assert name_key(name_key(text)) == name_key(text)


def finder(labelled, named=()):
    return PlaceFinder(make(labelled, named))


@given(points, places, st.text(max_size=40))
def test_any_text_is_answered_and_the_answer_adds_up(labelled, named, text):
    found = finder(labelled, named).find(text)

    assert found.query == text
    assert found.why
    assert found.best is None or found.best == found.candidates[0]
    surety = [one.confidence for one in found.candidates]
    assert surety == sorted(surety, reverse=True)
    assert all(0 < confidence <= 100 for confidence in surety)
    if found.best is None:
        assert found.how == ("several places" if len(surety) > 1 and surety[1] > surety[0] - 25 else "not found")


@given(points, places, st.data())
def test_case_and_spacing_do_not_change_the_answer(labelled, named, data):
    asked = finder(labelled, named)
    texts = [text for text, *_ in labelled] + [name for name, *_ in named] + ["Mass Ave", "7 albany", "Beach & Utica"]
    text = data.draw(st.sampled_from(texts))
    change_case = data.draw(st.sampled_from([str.upper, str.lower, str.title, str.swapcase]))
    gap = data.draw(st.sampled_from([" ", "  ", "   ", "\t"]))
    changed = f"{gap}{gap.join(change_case(text).split())}{gap}"

    one, other = asked.find(text), asked.find(changed)

    assert (one.best, one.candidates, one.how, one.why) == (other.best, other.candidates, other.how, other.why)


@given(points, places)
def test_a_place_built_in_is_found_under_its_own_words(labelled, named):
    gazetteer = make(labelled, named)
    asked = PlaceFinder(gazetteer)

    for place in gazetteer.places.itertuples():
        assert asked.find(place.label).best.label == place.label
    for text, *_ in labelled:
        if read_place(text).kind != "name":
            found = asked.find(text)
            assert found.candidates
            assert found.candidates[0].how in ("address", "intersection", "named place")


points_of_layers = st.builds(shapely.Point, metres, metres)
street_lines = st.lists(st.tuples(metres, metres), min_size=2, max_size=3, unique=True).map(shapely.LineString)
features = st.lists(
    st.one_of(
        st.tuples(st.just("streets"), st.sampled_from([*STREETS, "Beach"]), street_lines),
        st.tuples(
            st.sampled_from(["parks", "schools", "clinics"]),
            st.sampled_from(["Lantern Square", "Mill Green", "Beach", "Beach & Utica", "Albany St"]),
            points_of_layers.map(lambda point: point.buffer(30)),
        ),
        st.tuples(
            st.just("transit_stops"), st.sampled_from(["Mill Green", "Beach St @ Albany St", "Utica"]), points_of_layers
        ),
    ),
    max_size=8,
)


def layered(gazetteer, rows):
    return add_layers(gazetteer, pd.DataFrame(rows, columns=["layer_code", "feature_name", "shape"]))


@given(points, places, features, centres, st.randoms(use_true_random=False))
def test_layers_add_and_change_nothing_that_stood_nor_any_name_and_their_order_does_not_matter(
    labelled, named, rows, where, random
):
    before = make(labelled, named)
    known = layered(before, rows)
    mixed = layered(before, random.sample(rows, len(rows)))
    frame = pd.DataFrame(where, columns=["x_m", "y_m"], dtype="float64")

    for part in ("intersections", "addresses", "places"):
        old, new = getattr(before, part), getattr(known, part)
        stood, stand = ({*frame.itertuples(index=False, name=None)} for frame in (old, new))
        assert stood <= stand
        assert new.equals(getattr(mixed, part))
    assert name(frame, known) == name(frame, before)


@pytest.mark.slow
@given(points, places, features)
def test_with_layers_a_place_that_was_found_is_found_there_or_asked_back(labelled, named, rows):
    before = make(labelled, named)
    once, again = PlaceFinder(before), PlaceFinder(layered(before, rows))

    for text in [text for text, *_ in labelled if read_place(text).kind != "name"]:
        was, found = once.find(text), again.find(text)
        if was.best is not None and was.how in ("address", "intersection"):
            assert found.best == was.best or found.how == "several places"
    for place in before.places.itertuples():
        assert again.find(place.label).best == once.find(place.label).best
