"""The City's own files: counts only, no row or text of them stands here."""

from __future__ import annotations

import gzip
import re

import pytest

from pipelines.errors import SourceFileError
from pipelines.readers.source_file import read_file
from pipelines.settings import load_reference, project_paths
from tests.pipelines.readers.files import reasons

pytestmark = pytest.mark.realdata
N_EXTRACT = 12_000
CASE_LINE = re.compile(rb"(?m)^\d{12},")


def read_real(shared_data, name):
    (result,) = read_file(name, (shared_data / "boston311" / name).read_bytes())
    return result


@pytest.fixture(scope="module")
def legacy_lines(shared_data):
    text = gzip.decompress((shared_data / "boston311" / "legacy_2015_header_b.csv.gz").read_bytes())
    return text.split(b"\n")[: N_EXTRACT + 1]


def planted(lines, damage, *, every=N_EXTRACT // 10):
    """The extract with every so-manieth row damaged."""
    rows = [damage(row) if number % every == every // 2 else row for number, row in enumerate(lines[1:])]
    (result,) = read_file("planted.csv", b"\n".join([lines[0], *rows]) + b"\n")
    return result


def test_the_whole_of_2015_is_taken(shared_data):
    result = read_real(shared_data, "legacy_2015_header_b.csv.gz")

    assert (result.rows_read, result.accepted.num_rows, result.set_aside.num_rows) == (121_145, 121_145, 0)
    assert result.accepted.column("opened_stamp").null_count == 0
    assert result.clock.regime == "eastern_local"
    assert (
        "70,514 closing times stated in closing notes: the closed stamp is the same in 70,514" in result.clock.evidence
    )
    assert str(result.newest_stamp) == "2016-01-12 22:22:40"


@pytest.mark.parametrize(
    ("name", "n_rows"),
    [("new_system_snapshot_2026-02-17.csv.gz", 5_473), ("new_system_2025-08_to_2026-05.csv.gz", 12_992)],
)
def test_both_snapshots_of_the_2025_system_are_taken_and_read_as_eastern_in_spite_of_their_plus_zero(
    shared_data, name, n_rows
):
    result = read_real(shared_data, name)

    assert (result.rows_read, result.accepted.num_rows) == (n_rows, n_rows)
    assert result.clock.regime == "eastern_local"
    assert "from 00:00 to 05:00 as stamped" in result.clock.evidence


@pytest.mark.parametrize(
    ("name", "n_accepted", "set_aside"),
    [
        ("boston311-100-20dupes-random.csv", 80, {"duplicate": 20}),
        ("boston311-100-with-fake-pii.csv", 100, {}),
        ("boston311-dmy-100.csv", 0, {"bad_opened_date": 100}),
    ],
)
def test_the_dirty_files_of_header_a_add_up(shared_data, name, n_accepted, set_aside):
    result = read_real(shared_data, f"dirty/{name}")

    assert (result.rows_read, result.accepted.num_rows, reasons(result)) == (100, n_accepted, set_aside)


@pytest.mark.parametrize(
    ("name", "n_rows", "set_aside"),
    [
        ("legacy_2021_animals_header_c.csv.gz", 4_106, {}),
        ("legacy_2022_animals_header_c.csv.gz", 4_035, {"duplicate": 4}),
        ("legacy_2023_animals_header_c.csv.gz", 4_151, {}),
        ("legacy_2024_rodents_header_c.csv.gz", 4_993, {}),
    ],
)
def test_every_file_of_header_c_is_taken_and_its_stamps_read_as_four_or_five_hours_early(
    shared_data, name, n_rows, set_aside
):
    result = read_real(shared_data, name)

    assert (result.rows_read, reasons(result)) == (n_rows, set_aside)
    assert result.accepted.column("opened_stamp").null_count == 0
    assert result.clock.regime == "eastern_minus_offset"
    assert re.search(r"the closed stamp is 4 h earlier in [\d,]+, 5 h earlier in", result.clock.evidence)


def test_every_type_and_channel_of_the_legacy_files_is_reviewed(shared_data):
    reviewed = {
        name: load_reference(project_paths({}).reference_dir, name).query("system_code == 'legacy'")
        for name in ("ticket_types", "channels")
    }
    folder = shared_data / "boston311"
    files = [*sorted(folder.glob("*_header_c.csv.gz")), *sorted((folder / "dirty").glob("*.csv"))]
    taken = [read_real(shared_data, str(path.relative_to(folder))).accepted for path in files]

    types = {name for rows in taken for name in rows.column("type").unique().to_pylist()}
    channels = {name for rows in taken for name in rows.column("source").unique().to_pylist()}
    assert len(files) == 7
    assert types <= set(reviewed["ticket_types"]["type_name"])
    assert channels <= set(reviewed["channels"]["channel_name"])


def test_a_file_with_tabs_is_refused_with_the_reason(shared_data):
    with pytest.raises(SourceFileError, match="separated by tabs"):
        read_real(shared_data, "dirty/boston311-100-bad.tsv")


@pytest.mark.parametrize(
    ("reason", "damage"),
    [
        ("unclosed_quote", lambda row: row.replace(b",Closed,", b',"Closed,', 1).replace(b",Open,", b',"Open,', 1)),
        ("wrong_number_of_columns", lambda row: row.split(b",", 1)[0] + b",short"),
        ("wrong_number_of_columns", lambda row: row + b",one,more"),
        ("bad_opened_date", lambda row: row[:13] + b"31/12/2015 01:00:00 AM" + row[35:]),
        ("bad_opened_date", lambda row: row[:13] + b"02/30/2015 01:00:00 AM" + row[35:]),
        ("no_record_id", lambda row: row[12:]),
        ("not_text", lambda row: row[:-20] + b"\x81\x8d" + row[-18:]),
    ],
)
def test_ten_planted_faults_in_real_rows_lose_ten_rows(legacy_lines, reason, damage):
    result = planted(legacy_lines, damage)

    assert result.rows_read == N_EXTRACT
    assert reasons(result) == {reason: 10}
    assert result.accepted.num_rows == N_EXTRACT - result.set_aside.num_rows


def test_five_percent_ragged_rows_lose_five_percent(legacy_lines):
    result = planted(legacy_lines, lambda row: row.rsplit(b",", 4)[0], every=20)

    assert (result.rows_read, reasons(result)) == (N_EXTRACT, {"wrong_number_of_columns": N_EXTRACT // 20})


def test_half_a_gzip_of_real_rows_gives_every_row_before_the_cut(legacy_lines):
    packed = gzip.compress(b"\n".join(legacy_lines), mtime=0)

    (result,) = read_file("half.csv.gz", packed[: len(packed) // 2])

    whole = b"\n".join(legacy_lines)
    assert result.is_cut_off
    assert reasons(result) == {"cut_off": 1}
    assert 0.3 * N_EXTRACT < result.accepted.num_rows == result.rows_read - 1
    assert len(CASE_LINE.findall(whole)) == N_EXTRACT
