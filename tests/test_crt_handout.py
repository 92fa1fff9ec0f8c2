"""`crt handout`, as a person types it or as cron calls it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from dashboard.huddle.events import NamedLocation
from pipelines.settings import load_reference, project_paths
from tests.support.command_line import run_crt
from tests.support.held_huddle import hold_huddle
from tests.support.printed import n_pages, read_pdf, squeezed, words_of
from tests.support.published_build import AS_OF_DATE, location_id, write_published_build
from tests.support.recorded_actions import record_actions

BUILD_ID = "20240514-full"
_NIGHT = load_reference(project_paths().reference_dir, "overnight_measures")
HEALTH = tuple(_NIGHT.loc[_NIGHT["column_class"] == "health", "measure_name"])
OUTREACH = ("Naloxone", "naloxone", "Shelter", "contacts")


@pytest.fixture
def published(data_dir):
    paths = write_published_build(data_dir, build_id=BUILD_ID)
    record_actions(paths)
    return paths


def hold(paths, *, build_id: str = BUILD_ID) -> None:
    hold_huddle(paths, AS_OF_DATE, build_id=build_id, location=NamedLocation(location_id(1), "Mill Square", 1))


def move_screens_on(paths) -> None:
    stated = json.loads(paths.manifest_file.read_text(encoding="utf-8"))
    stated["as_of_date"] = (AS_OF_DATE + timedelta(days=1)).isoformat()
    paths.manifest_file.write_text(json.dumps(stated), encoding="utf-8")


def test_before_the_close_it_prints_the_agenda_and_tells_where(published, capsys, tmp_path):
    file = tmp_path / "agenda.pdf"

    ran = run_crt(capsys, "handout", "--out", file, "--json")

    assert (ran.exit_code, ran.err) == (0, "")
    told = {name: ran.json[name] for name in ("path", "kind", "build_id", "as_of")}
    assert told == {"path": str(file), "kind": "agenda", "build_id": BUILD_ID, "as_of": "2024-05-14"}
    assert n_pages(file.read_bytes()) == 1
    assert squeezed("Made for: Public records") in words_of(file.read_bytes())


def test_after_the_close_it_prints_the_minutes(published, capsys, tmp_path):
    hold(published)

    ran = run_crt(capsys, "handout", "--as-of", "2024-05-14", "--out", tmp_path, "--json")

    file = tmp_path / "crt-huddle-2024-05-14-minutes-SAMPLE.pdf"
    assert (ran.json["kind"], ran.json["path"]) == ("minutes", str(file))
    shown = words_of(file.read_bytes())
    assert squeezed("From Tue 14 May 08:30 · to Tue 14 May 08:45") in shown
    assert squeezed("Present: Boston EMS, Public Works") in shown
    assert squeezed("Empty the basket by the steps twice a day (Mill Square, number 1 today)") in shown


def test_of_a_past_morning_the_build_that_its_huddle_had_counts(published, capsys, tmp_path):
    hold(published)
    other = write_published_build(published.data_dir, build_id="20240514-later")
    # The town's next morning, so that the huddle's is a past one.
    move_screens_on(other)

    ran = run_crt(capsys, "handout", "--as-of", "2024-05-14", "--out", tmp_path, "--json")

    assert (ran.json["kind"], ran.json["build_id"]) == ("minutes", BUILD_ID)


def test_where_that_build_is_gone_the_minutes_say_so(published, capsys, tmp_path):
    hold(published, build_id="a-build-that-was-pruned")

    ran = run_crt(capsys, "handout", "--out", tmp_path / "m.pdf")

    assert ran.exit_code == 0
    assert squeezed("The build that the huddle had is gone") in words_of((tmp_path / "m.pdf").read_bytes())


def test_the_same_morning_and_record_give_the_same_file(published, capsys, tmp_path):
    for name in ("a.pdf", "b.pdf"):
        run_crt(capsys, "handout", "--out", tmp_path / name)

    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_without_a_place_to_write_it_stands_in_the_data_folder(published, capsys):
    ran = run_crt(capsys, "handout")

    file = published.data_dir / "handouts" / "crt-huddle-2024-05-14-agenda-SAMPLE.pdf"
    assert ran.out.strip() == str(file)
    assert file.exists()


@pytest.mark.parametrize(
    ("words", "what", "said"),
    [
        (("--agency", "public_works"), "shift-public_works", "Shift sheet · Public Works (sanitation)"),
        (("--district", "D-4"), "shift-D-4", "Shift sheet · D-4"),
    ],
    ids=["agency", "district"],
)
def test_it_prints_a_shift_sheet(published, capsys, tmp_path, words, what, said):
    ran = run_crt(capsys, "handout", *words, "--out", tmp_path, "--json")

    assert ran.json["kind"] == "shift_sheet"
    assert Path(ran.json["path"]).name == f"crt-huddle-2024-05-14-{what}-SAMPLE.pdf"
    assert squeezed(said) in words_of(Path(ran.json["path"]).read_bytes())


def test_no_figure_of_outreach_or_health_is_on_any_paper_of_the_command(published, capsys, tmp_path):
    for words in ((), ("--agency", "recovery_services"), ("--district", "A-1")):
        run_crt(capsys, "handout", *words, "--out", tmp_path)
    hold(published)
    run_crt(capsys, "handout", "--out", tmp_path)

    files = sorted(tmp_path.glob("*.pdf"))
    assert len(files) == 4
    assert HEALTH
    for file in files:
        shown = words_of(file.read_bytes())
        told = [word for word in (*OUTREACH, *HEALTH) if squeezed(word) in shown.replace("Emergencyshelters", "")]
        assert told == [], file.name


def test_a_date_without_a_build_is_an_error_that_names_the_dates_there_are(published, capsys):
    ran = run_crt(capsys, "handout", "--as-of", "2024-05-13", "--json")

    assert ran.exit_code == 35
    assert ran.json["error"] == "there is no build of 2024-05-13; there are builds of 2024-05-14"
    assert "crt build --as-of DATE" in ran.json["next_step"]


def test_without_any_build_it_says_what_to_do_first(data_dir, capsys):
    ran = run_crt(capsys, "handout")

    assert ran.exit_code == 31
    assert "Next step: Run `crt build`." in ran.err


def test_a_file_that_cannot_be_written_leaves_what_stood_there_and_no_half(published, capsys, tmp_path, monkeypatch):
    file = tmp_path / "agenda.pdf"
    file.write_bytes(b"yesterday's")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    ran = run_crt(capsys, "handout", "--out", file, "--json")

    assert ran.exit_code == 36
    assert "No space left on device" in ran.json["error"]
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["agenda.pdf"]
    assert file.read_bytes() == b"yesterday's"


def test_a_file_stands_where_the_folder_should_be(published, capsys, tmp_path):
    (published.data_dir / "handouts").write_text("in the way", encoding="utf-8")

    ran = run_crt(capsys, "handout")

    assert ran.exit_code == 36
    assert "could not be written: File exists" in ran.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--agency", "nobody"), "'nobody' is none of crt, recovery_services"),
        (("--district", "Z-9"), "'Z-9' is none of"),
        (("--agency", "parks", "--district", "D-4"), "not both"),
    ],
    ids=["agency", "district", "both"],
)
def test_a_code_that_nobody_knows_is_refused_with_those_there_are(published, capsys, words, said):
    ran = run_crt(capsys, "handout", *words)

    assert ran.exit_code == 2
    assert said in ran.err


def test_the_dates_inside_the_file_are_those_of_the_morning(published, capsys, tmp_path):
    run_crt(capsys, "handout", "--out", tmp_path / "a.pdf")

    assert read_pdf((tmp_path / "a.pdf").read_bytes()).metadata.creation_date.isoformat() == "2024-05-14T10:00:00+00:00"
