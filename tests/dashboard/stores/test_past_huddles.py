from __future__ import annotations

import json
from datetime import date

import duckdb
import pandas as pd
import pyarrow as pa
import pytest

from dashboard.huddle.book import fold_events
from dashboard.stores.operations import OperationsStore
from dashboard.stores.past_huddles import PastBuild, past_huddle_dates, record_past_huddles
from pipelines.contracts import LOCATIONS

DAY = date(2026, 10, 9)


@pytest.fixture
def huddles_file(tmp_path):
    def opened(key, place):
        return {
            "kind": "action_opened",
            "action_key": key,
            "recorded_at": "2026-10-09T08:34:00-04:00",
            "facts": {"owner_agency_code": "parks", "due_date": "2026-10-12"},
            "payload": {"what": "Walk the park", "how_we_know": "Fewer reports"},
            "place": place,
        }

    near = {"name": "Ropewalk Park", "lon": -70.9490, "lat": 42.3040}
    far = {"name": "Elsewhere", "lon": -70.9000, "lat": 42.3040}
    closed = {
        "kind": "action_closed",
        "action_key": "far",
        "recorded_at": "2026-10-09T08:40:00-04:00",
        "facts": {"status": "done"},
        "payload": {"words": "Walked"},
        "place": None,
    }
    file = tmp_path / "huddles.json"
    by_chair = {"action_key": None, "role_code": "chair", "payload": {}, "place": None}
    started = {**by_chair, "kind": "meeting_started", "recorded_at": "2026-10-09T08:30:00-04:00", "facts": {}}
    here = {"facts": {"agency_code": "parks"}, "kind": "agency_arrived", "recorded_at": "2026-10-09T08:30:10-04:00"}
    ended = {**by_chair, "kind": "meeting_closed", "recorded_at": "2026-10-09T08:45:00-04:00", "facts": {}}
    events = [started, {**by_chair, **here}, opened("near", near), opened("far", far), closed, ended]
    huddle = {"huddle_date": "2026-10-09", "role_code": "leadership", "events": events}
    file.write_text(json.dumps({"huddles": [huddle]}), encoding="utf-8")
    return file


@pytest.fixture
def build(tmp_path):
    file = tmp_path / "build.duckdb"
    listed = pd.DataFrame(
        {"location_id": ["Laaaaaaa", "Lbbbbbbb"], "number": [1, 2], "name": ["Ropewalk Park", "Kiln Common"],
         "lon": [-70.9492, -70.9610], "lat": [42.3041, 42.3060]}
    )  # fmt: skip
    listed = listed.reindex(columns=[column.name for column in LOCATIONS.columns])
    with duckdb.connect(str(file)) as connection:
        connection.from_arrow(pa.Table.from_pandas(listed)).create("locations")
    return PastBuild(build_id="2026-10-09.x", file=file)


def test_an_event_gets_the_nearest_listed_place_and_none_where_nothing_is_near(huddles_file, build, tmp_path):
    store = OperationsStore(f"sqlite:///{tmp_path}/operations.sqlite")

    assert record_past_huddles(huddles_file, store, {DAY: build}) == 6

    actions = {action.location_name: action for action in fold_events(store.events()).actions.values()}
    assert set(actions) == {"Ropewalk Park", None}
    assert actions["Ropewalk Park"].location_id == "Laaaaaaa"
    assert actions[None].result == "Walked"


def test_a_past_huddle_is_closed_with_its_build_and_knows_who_was_there(huddles_file, build, tmp_path):
    store = OperationsStore(f"sqlite:///{tmp_path}/operations.sqlite")

    record_past_huddles(huddles_file, store, {DAY: build})

    book = fold_events(store.events())
    assert book.refused == ()
    assert book.meeting(DAY).close_build_id == build.build_id
    assert book.present_agencies(DAY) == ("parks",)
    assert {event.role_code for event in store.events() if event.kind == "meeting_closed"} == {"chair"}


def test_telling_the_same_huddles_again_records_nothing(huddles_file, build, tmp_path):
    store = OperationsStore(f"sqlite:///{tmp_path}/operations.sqlite")
    record_past_huddles(huddles_file, store, {DAY: build})

    assert record_past_huddles(huddles_file, store, {DAY: PastBuild("another build", build.file)}) == 0
    assert store.verify().ok


def test_the_file_says_which_mornings_it_tells(huddles_file):
    assert past_huddle_dates(huddles_file) == [DAY]
