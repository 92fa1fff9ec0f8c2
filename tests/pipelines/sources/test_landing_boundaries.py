from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import pytest

from pipelines.build import account_files
from pipelines.errors import SourceFileError
from pipelines.settings import project_paths
from pipelines.sources.landing import land_file
from pipelines.sources.receipts import read_receipts
from pipelines.warehouse import connect
from tests.support.boundary_files import collection, districts, feature, polygon, zipped

THREE = ("A1", "D4", "C11")


@pytest.fixture
def paths(data_dir):
    return project_paths()


def land(paths, folder, content, name="lines.geojson", expected="boundaries", hour=9):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)
    return land_file(
        folder / name,
        expected=expected,
        paths=paths,
        taken_at=None,
        is_sample=False,
        landed_at=datetime(2026, 11, 22, hour, tzinfo=UTC),
    )


def accounted(paths):
    files, _, _ = account_files(paths)
    return (
        files.sort_values("receipt_no")[["rows_read", "n_accepted", "n_set_aside", "n_superseded"]].to_numpy().tolist()
    )


def test_a_boundary_file_is_landed_with_a_receipt_that_tells_its_layer_and_its_crs(paths, tmp_path):
    (receipt,) = land(paths, tmp_path / "in", collection([*districts(*THREE), feature(None, DISTRICT="B2")]))

    assert receipt.feed_code == "boundaries"
    assert receipt.layout_name == "police districts"
    assert "degrees are meant" in receipt.clock_evidence
    assert (receipt.rows_read, receipt.n_accepted, receipt.set_aside) == (4, 3, {"no_geometry": 1})
    assert receipt.set_aside_lines == {"no_geometry": (4,)}
    assert receipt.taken_at is None
    assert read_receipts(paths) == [receipt]
    with connect() as connection:
        rows = connection.read_parquet(str(paths.raw_dir / "boundaries" / f"{receipt.file_id}.parquet"))
        assert rows.columns == ["file_id", "row_number", "layer_code", "area_name", "geom_wkb"]


def test_of_a_layer_the_file_handed_in_last_counts_and_every_feature_is_accounted_for(paths, tmp_path):
    land(paths, tmp_path / "in", collection(districts(*THREE)), name="one.geojson")
    land(paths, tmp_path / "in", collection([*districts("A1", "D4"), feature(None)]), name="two.geojson", hour=10)

    assert accounted(paths) == [[3, 0, 0, 3], [3, 2, 1, 0]]


def test_a_file_handed_in_once_more_counts_as_newest_again_and_nothing_is_doubled(paths, tmp_path):
    first, second = collection(districts(*THREE)), collection(districts("A1", "D4"))
    land(paths, tmp_path / "in", first)
    land(paths, tmp_path / "in", second, hour=10)
    (again,) = land(paths, tmp_path / "in", first, hour=11)

    assert again.is_repeat
    assert accounted(paths) == [[3, 3, 0, 0], [2, 0, 0, 2], [3, 0, 0, 3]]


def test_layers_do_not_supersede_one_another(paths, tmp_path):
    content = zipped(
        a__geojson=collection(districts(*THREE)), b__geojson=collection([feature(polygon(0), Name="Roxbury")])
    )

    receipts = land(paths, tmp_path / "in", content, name="all.zip")

    assert [receipt.layout_name for receipt in receipts] == ["police districts", "neighborhoods"]
    assert accounted(paths) == [[3, 3, 0, 0], [1, 1, 0, 0]]


def test_a_file_of_which_nothing_was_taken_does_not_replace_the_lines_in_use(paths, tmp_path):
    land(paths, tmp_path / "in", collection(districts(*THREE)))
    outside = feature(
        {"type": "Polygon", "coordinates": [[[-70.95, 42.43], [-70.9, 42.43], [-70.9, 42.44], [-70.95, 42.43]]]}
    )
    half_out = collection([feature(polygon(0), DISTRICT="Z1"), {**outside, "properties": {"DISTRICT": "A1"}}])
    (receipt,) = land(paths, tmp_path / "in", half_out, hour=10)

    assert receipt.n_accepted == 0
    assert accounted(paths) == [[3, 3, 0, 0], [2, 0, 2, 0]]


def test_a_refused_file_leaves_nothing_behind(paths, tmp_path):
    with pytest.raises(SourceFileError):
        land(paths, tmp_path / "in", b"<html>503</html>")

    assert read_receipts(paths) == []
    assert not (paths.raw_dir / "boundaries").exists()


def test_a_311_export_handed_in_as_lines_is_sent_away(paths, tmp_path):
    with pytest.raises(SourceFileError, match="crt ingest 311"):
        land(paths, tmp_path / "in", b"case_id,open_date\n1,2\n", name="tickets.csv")


def test_a_receipt_of_lines_is_read_back_as_it_was_written(paths, tmp_path):
    (receipt,) = land(paths, tmp_path / "in", collection(districts(*THREE)))

    (known,) = read_receipts(paths)
    assert dataclasses.asdict(known) == dataclasses.asdict(receipt)
