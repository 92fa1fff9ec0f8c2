from __future__ import annotations

import tomllib
from datetime import date
from typing import TYPE_CHECKING

import pytest

from pipelines.errors import PolicyError
from pipelines.settings import (
    PROJECT_ROOT,
    load_policy,
    load_reference,
    morning_instant,
    operations_url,
    policy_digest,
    project_paths,
    week_begin,
)

if TYPE_CHECKING:
    from pathlib import Path

REFERENCE = project_paths({}).reference_dir


def changed_policy(tmp_path, old: str, new: str):
    text = (REFERENCE / "policy.csv").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "policy.csv").write_text(text.replace(old, new), encoding="utf-8")
    return tmp_path


def test_the_data_folder_moves_with_the_environment_and_the_policy_does_not(tmp_path):
    paths = project_paths({"CRT_DATA_DIR": str(tmp_path)})

    assert paths.raw_dir == tmp_path / "raw"
    assert paths.reference_dir == project_paths({}).reference_dir


def test_the_operations_database_is_sqlite_unless_a_url_is_stated(tmp_path):
    paths = project_paths({"CRT_DATA_DIR": str(tmp_path)})

    assert operations_url(paths, {}) == f"sqlite:///{tmp_path}/operations/operations.sqlite"
    assert operations_url(paths, {"CRT_OPERATIONS_URL": "postgresql://x"}) == "postgresql://x"


def test_the_morning_begins_at_six_in_new_york_in_winter_and_in_summer():
    policy = load_policy(REFERENCE)

    assert morning_instant(date(2015, 11, 10), policy).isoformat() == "2015-11-10T06:00:00-05:00"
    assert morning_instant(date(2015, 7, 10), policy).isoformat() == "2015-07-10T06:00:00-04:00"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("n_locations,20", "n_locations,twenty", "n_locations is 'twenty'"),
        ("n_locations,20", "n_places,20", "nothing reads: n_places"),
        ("\nn_locations,20", "\n", "lacks n_locations"),
    ],
)
def test_a_wrong_policy_table_is_refused_with_the_value_named(tmp_path, old, new, told):
    folder = changed_policy(tmp_path, old, new)
    if told.startswith("lacks"):
        lines = (folder / "policy.csv").read_text(encoding="utf-8").splitlines()
        (folder / "policy.csv").write_text(
            "\n".join(line for line in lines if not line.startswith(",")), encoding="utf-8"
        )

    with pytest.raises(PolicyError, match=told):
        load_policy(folder)


def test_a_missing_table_is_named(tmp_path: Path):
    with pytest.raises(PolicyError, match=r"agencies\.csv is missing"):
        load_reference(tmp_path, "agencies")


def test_the_digest_changes_with_any_reviewed_value(tmp_path):
    (tmp_path / "policy.csv").write_text("a,1", encoding="utf-8")
    before = policy_digest(tmp_path)
    (tmp_path / "policy.csv").write_text("a,2", encoding="utf-8")

    assert policy_digest(tmp_path) != before


def test_every_policy_value_says_what_it_means():
    table = load_reference(REFERENCE, "policy")

    assert table.loc[table["meaning"].str.len() < 10, "name"].tolist() == []


def test_every_ticket_type_has_a_category_that_exists():
    types, categories = load_reference(REFERENCE, "ticket_types"), load_reference(REFERENCE, "categories")

    assert set(types["category_code"]) <= set(categories["category_code"])
    assert not types.duplicated(["system_code", "type_name"]).any()


@pytest.mark.parametrize(
    ("table_name", "row", "told"),
    [
        (
            "categories",
            "sharps,Again,x,1,9",
            r"categories.csv, line \d+: category_code 'sharps' stands in line 2 already",
        ),
        (
            "ticket_types",
            "legacy,Needle Pickup,litter,2026-11-21",
            "system_code 'legacy', type_name 'Needle Pickup' stands in line 2 already",
        ),
        ("feeds", ",No code,36,1,x", "feed_code is missing, and it names the row"),
        ("policy", "n_locations,99,Again", "name 'n_locations' stands in line"),
    ],
)
def test_a_reviewed_table_that_names_two_rows_alike_is_refused_with_its_line(tmp_path, table_name, row, told):
    text = (REFERENCE / f"{table_name}.csv").read_text(encoding="utf-8")
    (tmp_path / f"{table_name}.csv").write_text(f"{text.rstrip()}\n{row}\n", encoding="utf-8")

    with pytest.raises(PolicyError, match=told):
        load_policy(tmp_path) if table_name == "policy" else load_reference(tmp_path, table_name)


def test_every_reviewed_table_of_the_project_names_its_rows_apart():
    for path in sorted(REFERENCE.glob("*.csv")):
        assert len(load_reference(REFERENCE, path.stem))


@pytest.mark.parametrize("day", range(9, 16))
def test_a_mornings_week_begins_on_its_monday(day):
    assert week_begin(date(2015, 11, day)) == date(2015, 11, 9)


def test_the_browser_is_told_the_same_largest_upload_as_the_page_asks_for():
    config = tomllib.loads((PROJECT_ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))

    assert config["server"]["maxUploadSize"] == load_policy(project_paths({}).reference_dir).upload_max_mb
