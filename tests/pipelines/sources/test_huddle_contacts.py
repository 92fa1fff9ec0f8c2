"""Contacts logged on phones come in by the door of any source: whole, once, and nothing older is kept."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipelines.errors import HandoverError
from pipelines.settings import project_paths
from pipelines.sources.huddle_contacts import INBOX_FILE, SCHEMA, land_contacts, read_contact_file, read_contacts

HEAD = ",".join(SCHEMA.names)
TOLD = "contact:a,told,2026-10-09T14:05+00:00,Mill Square,-71.07,42.33,outreach,,declined,,,,pet,,2"
IN_WORDS = "contact:b,told,2026-10-09T14:05+00:00,By the gate,,,police,arrest,,,,,,3,"
GONE = "contact:c,not_told,,,,,,,,,,,,,"


@pytest.fixture
def paths(tmp_path):
    return project_paths({"CRT_DATA_DIR": str(tmp_path)})


def hand_over(paths, *lines: str, text: str | None = None):
    paths.inbox_dir.mkdir(parents=True, exist_ok=True)
    waiting = paths.inbox_dir / INBOX_FILE
    waiting.write_text("\n".join([HEAD, *lines, ""]) if text is None else text, encoding="utf-8")
    return waiting


def land(paths):
    told: list[str] = []
    return land_contacts(paths, report=told.append), told


def test_what_was_handed_over_is_landed_and_the_inbox_is_empty(paths):
    waiting = hand_over(paths, TOLD, IN_WORDS, GONE)
    landed, told = land(paths)

    assert landed is not None
    assert told == []
    assert not waiting.exists()
    first, second, third = read_contacts(paths).to_pylist()
    assert first["contact_at"] == datetime(2026, 10, 9, 14, 5, tzinfo=UTC)
    assert (first["lon"], first["shelter_offer"], first["naloxone_doses"]) == (-71.07, "declined", 2)
    assert (second["place_text"], second["lon"], second["sharps_collected"]) == ("By the gate", None, 3)
    assert (third["status_code"], third["contact_at"], third["lead"]) == ("not_told", None, None)


def test_the_same_lands_once_and_of_the_files_landed_the_newest_alone_is_kept(paths):
    hand_over(paths, TOLD, IN_WORDS)
    first, _ = land(paths)
    hand_over(paths, TOLD, IN_WORDS)
    assert land(paths) == (None, [])

    hand_over(paths, TOLD.replace("pet", "too_far"), GONE.replace("contact:c", "contact:b"))
    newest, _ = land(paths)

    assert list(paths.huddle_contacts_dir.glob("*")) == [newest]
    assert newest != first
    assert [row["status_code"] for row in read_contacts(paths).to_pylist()] == ["told", "not_told"]


def test_a_file_that_lacks_what_was_handed_over_before_is_not_taken(paths):
    hand_over(paths, TOLD, IN_WORDS)
    land(paths)
    waiting = hand_over(paths, TOLD)

    landed, told = land(paths)

    assert landed is None
    assert "lacks 1 contact(s)" in told[0]
    assert waiting.exists()
    assert read_contacts(paths).num_rows == 2


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (TOLD.replace("2026-10-09T14:05+00:00", "2026-10-09T14:05"), "contact_at is no instant"),
        (TOLD.replace("outreach", ""), "lead holds a word"),
        (TOLD.replace("declined", "said no"), "shelter_offer holds a word"),
        (TOLD[:-1] + "-2", "not a whole number"),
        (TOLD.replace("-71.07", ""), "names no place"),
        (IN_WORDS.replace("By the gate", ""), "names no place"),
        (IN_WORDS.replace("By the gate", "x" * 201), "longer than 200"),
        (GONE + ",", "does not have 15 cells"),
        (GONE + "1", "tells something of a contact that is not told"),
        (GONE.replace("not_told", "lost"), "the status 'lost' is none"),
        (TOLD.replace("contact:a", ""), "names no contact"),
    ],
)
def test_a_line_that_is_not_as_it_should_be_refuses_the_file_and_is_named_without_its_cells(paths, line, reason):
    waiting = hand_over(paths, IN_WORDS.replace("contact:b", "contact:z"), line)

    with pytest.raises(HandoverError, match="line 3") as refused:
        read_contact_file(waiting)

    assert reason in str(refused.value)
    assert "Mill Square" not in str(refused.value)
    assert land(paths)[0] is None


def test_a_contact_twice_and_a_file_of_other_columns_are_refused(paths):
    with pytest.raises(HandoverError, match="or one of an earlier line"):
        read_contact_file(hand_over(paths, TOLD, TOLD))
    with pytest.raises(HandoverError, match="the columns are not contact_id"):
        read_contact_file(hand_over(paths, text="a,b\n1,2\n"))


def test_where_nothing_was_handed_over_there_are_no_contacts(paths):
    assert land(paths) == (None, [])
    assert read_contacts(paths).num_rows == 0
