"""What `crt release` writes for an audience: what its screens could tell, and nothing that they could not."""

from __future__ import annotations

import csv
import json
import re
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from crt import cli
from tests.support.published_build import write_published_build

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OF_OUTREACH = {"outreach.csv", "gaps.csv", "path_city.csv", "path_areas.csv", "path_providers.csv"}
OF_HEALTH = {"decline_reasons.csv", "hmis.csv", "overnight.csv", "recovery_line.csv", "recovery_line_measures.csv"}
OF_PLACES = re.compile(r"^(location|bursts|signals|scanned|action_results)")


def released(audience: str, out: Path) -> dict[str, list[dict[str, str]]]:
    done = CliRunner().invoke(cli, ["release", "--audience", audience, "--out", str(out), "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert sorted(told["files"]) == sorted(each.name for each in out.iterdir())
    return {
        file.name: list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines())) for file in out.glob("*.csv")
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the releases of four audiences lie, each in a folder of its name."""
    with pytest.MonkeyPatch.context() as environment:
        out = tmp_path_factory.mktemp("released")
        environment.setenv("CRT_DATA_DIR", str(out / "data"))
        environment.delenv("CRT_OPERATIONS_URL", raising=False)
        write_published_build(out / "data")
        yield out


@pytest.fixture(scope="module")
def tables(folder: Path) -> dict[str, dict[str, list[dict[str, str]]]]:
    return {who: released(who, folder / who) for who in ("leadership", "council", "district", "public")}


def layers(out: Path) -> set[str]:
    return {file.name for file in out.glob("*.geojson")}


def test_each_audience_gets_the_tables_of_its_classes_and_places_only_where_it_sees_them(
    tables: dict[str, dict[str, list[dict[str, str]]]], folder: Path
) -> None:
    assert set(tables["leadership"]) >= OF_OUTREACH | OF_HEALTH
    assert set(tables["council"]) & (OF_OUTREACH | OF_HEALTH) == OF_OUTREACH
    assert not any(OF_PLACES.match(name) for name in tables["council"])
    assert {row["level"] for row in tables["council"]["outreach.csv"]} == {"city", "zone"}
    assert not set(tables["district"]) & (OF_OUTREACH | OF_HEALTH)
    # What the working group's pack tells: zones, and no place.
    assert set(tables["public"]) & (OF_OUTREACH | OF_HEALTH) == OF_OUTREACH
    assert {row["level"] for row in tables["public"]["outreach.csv"]} == {"city", "zone"}
    assert layers(folder / "council") == set()
    assert layers(folder / "leadership") == {"agenda.geojson", "locations.geojson", "location_areas.geojson"}
    for rows in tables["council"].values():
        assert {row["column_class"] for row in rows} <= {"public", "outreach"}


def test_every_row_is_a_value_or_one_of_five_blanks_and_every_part_names_its_sum(
    tables: dict[str, dict[str, list[dict[str, str]]]],
) -> None:
    for rows in tables["leadership"].values():
        for row in rows:
            has_value = {"": True, "zero": True, "suppressed": False, "suppressed_complementary": False,
                         "not_collected": False, "late": False}[row["blank"]]  # fmt: skip
            assert bool(row["value"]) == has_value
            assert (row["blank"] == "zero") == (row["value"] == "0")
    outreach = tables["leadership"]["outreach.csv"]
    zones = {row["location_id"] for row in outreach if row["level"] == "zone"}
    assert {row["part_of"] for row in outreach} == {"", "city", *({row["part_of"] for row in outreach} & zones)}


def test_an_audience_nobody_knows_and_a_folder_that_cannot_be_written_are_told_with_the_next_step(
    data_dir: Path, tmp_path: Path
) -> None:
    write_published_build(data_dir)
    (tmp_path / "file").write_text("", encoding="utf-8")

    unknown = CliRunner().invoke(cli, ["release", "--audience", "police", "--out", str(tmp_path / "out")])
    assert unknown.exit_code == 2
    assert "'police' is none of leadership, " in unknown.output
    with pytest.raises(Exception, match="could not be made") as told:
        CliRunner().invoke(
            cli, ["release", "--audience", "public", "--out", str(tmp_path / "file" / "x")], catch_exceptions=False
        )
    assert "--out" in told.value.next_step  # type: ignore[attr-defined]
