"""The working group's pack: nothing that the Council's screen of that morning does not tell, readable aloud."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from dashboard import cache
from dashboard.components import pack
from dashboard.components.opening import morning_of
from dashboard.court_release import release_totals
from geo.disclosure import Thresholds
from pipelines.settings import load_reference, project_paths
from tests.support import published_build
from tests.support.command_line import run_crt
from tests.support.printed import read_pdf, squeezed, tags_of, words_of
from tests.support.published_build import write_published_build

REFERENCE = project_paths({}).reference_dir
NAMES = load_reference(REFERENCE, "outreach_measures")
AREAS = ("Recovery and addiction", "Public safety", "Judicial initiatives")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The pack of the made-up town, by name of the file's end."""
    folder = tmp_path_factory.mktemp("pack")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CRT_DATA_DIR", str(folder / "data"))
        environment.delenv("CRT_OPERATIONS_URL", raising=False)
        paths = write_published_build(folder / "data")
        build = cache.current_build(paths)
        morning = morning_of(paths, build, role=pack.READER)
        files = pack.files_of(morning)
        council = replace(morning, role=cache.roles(paths).named("council"))
        yield files, morning, council


def end_of(files: dict[str, bytes], ending: str) -> bytes:
    (content,) = (content for name, content in files.items() if name.endswith(ending))
    return content


def figures(files: dict[str, bytes]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(end_of(files, "-figures.csv").decode("utf-8-sig"))))


def test_every_outreach_figure_of_the_pack_stands_on_the_councils_screen_too_blank_for_blank(made):
    files, _, council = made
    shown = cache.released_outreach(council.build, council.role.audience)
    by_zone = dict(zip(council.rows("zones")["zone_id"], council.rows("zones")["zone_name"], strict=True))
    told = {
        (by_zone.get(row["location_id"], "city"), row["measure_code"]): (row["n_events"], row["blank"])
        for _, row in shown.iterrows()
    }
    columns = {words: code for code, words in pack._BY_ZONE.items()}
    rows = [row for row in figures(files) if row["table"] == "Outreach by zone"]

    assert rows
    for row in rows:
        n, blank = told[row["row"], columns[row["column"]]]
        assert (row["value"], row["blank"]) == ("" if pd.isna(n) else str(n), blank)


def test_the_pack_holds_no_figure_of_health_services_and_no_place(made):
    files, morning, _ = made
    words = words_of(end_of(files, ".pdf"))
    health = NAMES.loc[NAMES["column_class"] == "health", "measure_name"]

    assert not [name for name in health if squeezed(name) in words]
    assert not [name for name in morning.rows("locations")["name"] if squeezed(str(name)) in words]
    assert {row["focus_area"] for row in figures(files)} == set(AREAS[:2])


def test_a_small_figure_is_named_as_small_and_never_told(made):
    files, _, _ = made
    rows = {(row["table"], row["row"], row["column"]): row for row in figures(files)}

    accepted = rows["Help offered, and what people answered", "Shelter", "Accepted"]
    assert (accepted["value"], accepted["blank"]) == ("", "suppressed")
    assert rows["Outreach by zone", "Hill Side", "Shelter accepted"]["blank"] == "zero"


def test_every_figure_says_what_it_means_where_it_comes_from_and_how_fresh_it_is(made):
    files, _, _ = made

    for row in figures(files):
        assert all(row[name] for name in ("meaning", "source", "not_counted", "newest_record", "period", "sample")), row
        assert (row["value"] == "") == (row["blank"] not in {"", "zero"})


def test_the_pages_are_tagged_with_head_cells_and_say_all_three_areas_and_what_is_not_collected(made):
    files, _, _ = made
    content = end_of(files, ".pdf")
    tags = [tag["/S"] for tag in tags_of(content)]
    root = read_pdf(content).trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"].startswith("en")
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/TD"} <= set(tags)
    words = words_of(content)
    assert [area for area in AREAS if squeezed(area) not in words] == []
    assert squeezed("Diversion and court referrals: not collected") in words
    assert squeezed("SAMPLE: a made-up city") in words


TOTALS = pd.DataFrame(
    {
        "program_name": ["Recovery court session"] * 4,
        "n_events": pd.array([25, 10, 0, None], dtype="Int64"),
        "blank": ["", "", "", "suppressed"],
    }
)


def test_a_total_below_todays_threshold_is_hidden_even_where_it_was_landed():
    told = release_totals(TOTALS, thresholds=Thresholds(health_below=11, outreach_below=5))

    assert told["n_events"].tolist() == [25, pd.NA, 0, pd.NA]
    assert told["blank"].tolist() == ["", "suppressed", "zero", "suppressed"]


def court_rows() -> list[dict[str, object]]:
    programs, measures = (load_reference(REFERENCE, name) for name in ("court_programs", "court_measures"))
    return [
        {
            "quarter_code": "2024-Q1", "quarter_start_date": date(2024, 1, 1), "program_code": program["program_code"],
            "program_name": program["program_name"], "measure_code": measure["measure_code"],
            "measure_name": measure["measure_name"], "sort_no": int(measure["sort_no"]), "column_class": "health",
            "n_events": 31 if measure["measure_code"] == "referred" else None, "told_at": None,
            "blank": "" if measure["measure_code"] == "referred" else "suppressed",
        }
        for _, program in programs.iterrows()
        for _, measure in measures.iterrows()
    ]  # fmt: skip


@pytest.mark.slow
def test_totals_that_were_handed_in_stand_under_judicial_initiatives(data_dir, monkeypatch, capsys, tmp_path):
    whole = published_build._rows_of
    monkeypatch.setattr(
        published_build, "_rows_of", lambda state, name: {**whole(state, name), "court_totals": court_rows()}
    )
    write_published_build(data_dir, build_id="20240514-courts")

    ran = run_crt(capsys, "pack", "--out", tmp_path / "packs", "--json")

    assert (ran.exit_code, ran.err) == (0, "")
    names = [Path(name) for name in ran.json["files"]]
    assert [name.suffix for name in names] == [".pdf", ".csv", ".csv", ".csv"]
    rows = [row for row in figures({name.name: name.read_bytes() for name in names}) if row["focus_area"] == AREAS[2]]
    referred = [row for row in rows if row["column"] == "Referred"]
    assert {(row["period"], row["value"]) for row in referred} == {("quarter 2024-Q1", "31")}
    assert {row["blank"] for row in rows if row["column"] != "Referred"} == {"suppressed"}


def test_without_a_build_or_of_a_morning_that_nobody_built_it_says_what_to_do(data_dir, capsys):
    assert run_crt(capsys, "pack").exit_code not in (0, 70)
    write_published_build(data_dir)

    ran = run_crt(capsys, "pack", "--as-of", "2001-01-01")

    assert ran.exit_code == 35
    assert "Next step" in ran.err
