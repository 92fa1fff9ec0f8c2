"""The day's decisions come in by the door of any source: whole, once, and never fewer than before."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipelines.errors import HandoverError
from pipelines.settings import project_paths
from pipelines.sources.huddle_actions import INBOX_FILE, land_actions, read_action_file, read_actions
from pipelines.sources.location_registry import SCHEMA as REGISTRY

HEAD = "action_id,location_id,owner_agency_code,opened_date,closed_date,status_code"
DONE = "a1,Lone,parks,2026-10-09,2026-10-12,done"
OPEN = "a2,Ltwo,public_works,2026-10-10,,open"


@pytest.fixture
def paths(tmp_path):
    return project_paths({"CRT_DATA_DIR": str(tmp_path)})


def hand_over(paths, *lines: str, text: str | None = None):
    paths.inbox_dir.mkdir(parents=True, exist_ok=True)
    waiting = paths.inbox_dir / INBOX_FILE
    waiting.write_text("\n".join([HEAD, *lines, ""]) if text is None else text, encoding="utf-8")
    return waiting


def register(paths, morning: str, *rows: tuple[str, float, float]):
    """Land a registry of a morning; a place was first listed 5 m west of where it is."""
    filled = [
        {
            "location_id": place, "name": place, "district_code": "A-1", "x_m": x_m, "y_m": y_m,
            "first_x_m": x_m - 5, "first_y_m": y_m, "first_listed_date": date(2026, 10, 1),
            "last_listed_date": date.fromisoformat(morning), "n_mornings_listed": 1, "last_number": 1,
            "is_listed": True, "merged_into_id": None,
        }
        for place, x_m, y_m in rows
    ]  # fmt: skip
    paths.registry_dir.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.Table.from_pylist(filled, schema=REGISTRY), paths.registry_dir / f"{morning}-b.parquet")


def land(paths):
    told: list[str] = []
    return land_actions(paths, report=told.append), told


def test_what_was_handed_over_is_landed_and_the_inbox_is_empty(paths):
    waiting = hand_over(paths, DONE, OPEN)
    landed, told = land(paths)
    actions, places = read_actions(paths, before=date(2026, 10, 15))

    assert landed is not None
    assert told == []
    assert not waiting.exists()
    assert actions.to_pylist()[0]["closed_date"] == date(2026, 10, 12)
    assert actions.to_pylist()[1]["closed_date"] is None
    assert places.empty


def test_only_what_changed_lands_again_and_the_newest_counts(paths):
    hand_over(paths, DONE, OPEN)
    land(paths)
    hand_over(paths, DONE, OPEN)
    assert land(paths)[0] is None
    hand_over(paths, DONE, OPEN.replace(",,open", ",2026-10-13,could_not"))
    land(paths)

    assert len(list(paths.huddle_actions_dir.glob("*.parquet"))) == 2
    assert read_actions(paths, before=date(2026, 10, 15))[0]["status_code"].to_pylist() == ["done", "could_not"]


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ([DONE, "a3,Lone,parks,9 Oct,,open"], "line 3: a date is not of the form"),
        (["a3,Lone,parks,2026-10-09,,done"], "line 2: the status 'done' does not go with its dates"),
        (["a3,Lone,parks,2026-10-09,2026-10-10,open"], "line 2: the status 'open' does not go with its dates"),
        (["a3,Lone,parks,2026-10-09,2026-10-08,done"], "line 2: it was closed before it was opened"),
        (["a3,Lone,parks,2026-10-09,,open,more"], "line 2: it does not have six cells"),
        (["a3,Lone,parks"], "line 2: it does not have six cells"),
        ([DONE, DONE], "line 3: the action a1 stands in an earlier line"),
        ([",Lone,parks,2026-10-09,,open"], "line 2: it names no action or no place"),
    ],
    ids=["date", "done_open", "open_closed", "backwards", "too_many", "too_few", "twice", "nameless"],
)
def test_a_broken_file_is_named_with_its_line_and_yesterdays_decisions_stay(paths, lines, why):
    hand_over(paths, DONE)
    land(paths)
    waiting = hand_over(paths, *lines)
    landed, told = land(paths)

    assert landed is None
    assert why in told[0]
    assert "crt build" in told[0]
    assert waiting.exists()
    assert read_actions(paths, before=date(2026, 10, 15))[0]["action_id"].to_pylist() == ["a1"]


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"something else\n1,2\n"], ids=["empty", "bytes", "other"])
def test_what_is_no_such_file_is_refused(paths, content):
    waiting = hand_over(paths)
    waiting.write_bytes(content)

    with pytest.raises(HandoverError, match="line 1"):
        read_action_file(waiting)


def test_a_file_that_lacks_what_was_handed_over_before_is_refused(paths):
    hand_over(paths, DONE, OPEN)
    land(paths)
    hand_over(paths, OPEN)

    assert "lacks 1 action(s) that were handed over before, a1" in land(paths)[1][0]
    assert len(read_actions(paths, before=date(2026, 10, 15))[0]) == 2


def test_a_place_is_judged_where_it_lay_on_the_morning_of_the_promise(paths):
    register(paths, "2026-10-08", ("Lone", 100.0, 7.0))
    register(paths, "2026-10-09", ("Lone", 110.0, 7.0))
    register(paths, "2026-10-12", ("Lone", 150.0, 7.0), ("Ltwo", 900.0, 7.0))
    register(paths, "2026-10-15", ("Lone", 190.0, 7.0), ("Lsix", 0.0, 0.0))
    hand_over(paths, DONE, OPEN, "a6,Lsix,parks,2026-10-09,,open")
    land(paths)
    places = read_actions(paths, before=date(2026, 10, 15))[1].set_index("action_id")

    assert places["x_m"].to_dict() == {"a1": 110.0, "a2": 895.0}
