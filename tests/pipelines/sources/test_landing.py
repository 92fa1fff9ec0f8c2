from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta

import pyarrow.parquet as pq
import pytest

from pipelines.errors import DataFolderError, PipelineError, SecondWriterError, SourceFileError
from pipelines.settings import PROJECT_ROOT, Paths
from pipelines.sources.landing import land_file, landed_schema, read_receipts
from pipelines.sources.receipts import Receipt, hold_landing_lock
from tests.pipelines.readers.files import (
    FIRST_OPENED,
    LEGACY_A_NAMES,
    LEGACY_B_HEADER,
    as_file,
    as_line,
    contact_line,
    half_a_gzip,
    legacy_a_line,
    legacy_b_file,
    legacy_b_line,
    new_file,
    outreach_file,
    zipped,
)
from tests.support.workbooks import HEADER, log_cells, log_workbook

NOW = datetime(2026, 1, 6, 10, 0, tzinfo=UTC)


@pytest.fixture
def paths(tmp_path):
    return Paths(root=tmp_path / "project", data_dir=tmp_path / "data")


@pytest.fixture
def land(paths, tmp_path):
    def land_content(content, *, name="file.csv", expected="city311", taken_at=None, is_sample=False):
        path = tmp_path / name
        path.write_bytes(content)
        return land_file(path, expected=expected, paths=paths, taken_at=taken_at, is_sample=is_sample, landed_at=NOW)

    return land_content


def landed_files(paths):
    return sorted(str(path.relative_to(paths.raw_dir)) for path in paths.raw_dir.rglob("*.*") if path.name != ".lock")


def test_a_landed_file_stands_in_raw_under_its_contents_hash_with_a_receipt(land, paths):
    (receipt,) = land(legacy_b_file(5))

    file_id = receipt.file_id
    rows = pq.read_table(paths.raw_dir / "city311_legacy" / f"{file_id}.parquet")
    assert landed_files(paths) == [
        f"city311_legacy/{file_id}.parquet",
        f"city311_legacy/{file_id}.set_aside.parquet",
        f"receipts/000001-{receipt.content_hash[:12]}.json",
    ]
    assert rows.schema.names == landed_schema("city311_legacy").names
    assert set(rows.column("file_id").to_pylist()) == {file_id}
    assert (receipt.rows_read, receipt.n_accepted, receipt.set_aside) == (5, 5, {})
    assert (receipt.receipt_no, receipt.is_repeat, receipt.is_cut_off, receipt.landed_at) == (1, False, False, NOW)


def test_a_receipt_reads_back_as_it_was_written(land, paths):
    lines = [legacy_b_line(0), legacy_b_line(0), legacy_b_line(1, open_dt="soon"), "footer", "footer"]
    (receipt,) = land(as_file(LEGACY_B_HEADER, lines), is_sample=True)

    assert read_receipts(paths) == [receipt]
    assert Receipt.from_json(receipt.to_json()) == receipt
    assert receipt.set_aside == {"no_record_id": 2, "duplicate": 1, "bad_opened_date": 1}
    assert receipt.set_aside_lines == {"duplicate": (3,), "bad_opened_date": (4,), "no_record_id": (5, 6)}
    assert receipt.rows_read == receipt.n_accepted + sum(receipt.set_aside.values()) == 5


def test_the_same_content_is_written_once_however_it_is_packed_and_each_arrival_has_its_receipt(land, paths):
    (first,) = land(legacy_b_file(5))
    before = landed_files(paths)

    (again,) = land(gzip.compress(legacy_b_file(5)), name="other.csv.gz")

    assert (first.is_repeat, again.is_repeat, again.receipt_no, again.file_id) == (False, True, 2, first.file_id)
    assert len(landed_files(paths)) == len(before) + 1


def test_a_snapshots_instant_is_what_is_stated_or_else_the_newest_stamp_inside_by_the_files_clock(land):
    stated = datetime(2015, 11, 10, 5, 0, tzinfo=UTC)

    (inside,) = land(legacy_b_file(5))
    (told,) = land(legacy_b_file(6), taken_at=stated)

    assert (inside.taken_at, inside.taken_at_how) == (
        datetime(2015, 1, 2, 15, 20, 9, tzinfo=UTC),
        "newest stamp inside",
    )
    assert (told.taken_at, told.taken_at_how) == (stated, "stated")
    assert inside.newest_record_at == datetime(2015, 1, 1, 9, 20, 9, tzinfo=UTC)


def test_a_zip_gives_a_receipt_for_each_file_in_it_under_its_feed(land, paths):
    receipts = land(zipped({"new.csv": new_file(3), "b.csv": legacy_b_file(2)}), name="both.zip")

    assert [(receipt.feed_code, receipt.file_name, receipt.receipt_no) for receipt in receipts] == [
        ("city311_new", "both.zip: new.csv", 1),
        ("city311_legacy", "both.zip: b.csv", 2),
    ]
    assert all(receipt.path.endswith("both.zip") for receipt in receipts)


def test_files_of_both_legacy_headers_have_the_same_columns(land, paths):
    (receipt_b,) = land(legacy_b_file(3))
    (receipt_a,) = land(as_file(",".join(LEGACY_A_NAMES), [legacy_a_line(9)]))

    folder = paths.raw_dir / "city311_legacy"
    schemas = {pq.read_schema(folder / f"{receipt.file_id}.parquet") for receipt in (receipt_a, receipt_b)}
    assert schemas == {landed_schema("city311_legacy")}


def test_a_damaged_file_is_landed_as_far_as_it_is_whole_and_says_so(land):
    (receipt,) = land(half_a_gzip(legacy_b_file(2000)), name="half.csv.gz")

    assert receipt.is_cut_off
    assert receipt.n_accepted > 500
    assert receipt.set_aside == {"cut_off": 1}
    assert "cut off" in receipt.messages[0]


def test_a_file_of_the_other_kind_is_refused_with_the_command_it_needs_and_nothing_is_written(land, paths):
    with pytest.raises(SourceFileError, match=r"this is an outreach log .* Use `crt ingest outreach FILE`"):
        land(outreach_file([contact_line(0)]))
    with pytest.raises(SourceFileError, match=r"this is a city 311 export .* Use `crt ingest 311 FILE`"):
        land(zipped({"log.csv": outreach_file([contact_line(0)]), "b.csv": legacy_b_file(2)}), expected="outreach")

    assert not paths.raw_dir.exists()


def test_an_outreach_log_lands_beside_the_tickets(land, paths):
    (receipt,) = land(outreach_file([contact_line(0), contact_line(1, lead="nobody")]), expected="outreach")

    rows = pq.read_table(paths.raw_dir / "outreach" / f"{receipt.file_id}.parquet")
    assert (receipt.n_accepted, receipt.set_aside) == (1, {"bad_value": 1})
    assert rows.schema.names == landed_schema("outreach").names
    assert receipt.newest_record_at == datetime(2026, 1, 5, 13, 0, tzinfo=UTC)


@pytest.mark.parametrize(("name", "words"), [("missing.csv", "no such file"), ("", "a folder, not a file")])
def test_a_path_that_is_no_file_is_refused(paths, tmp_path, name, words):
    with pytest.raises(SourceFileError, match=words):
        land_file(tmp_path / name, expected="city311", paths=paths, taken_at=None, is_sample=False, landed_at=NOW)


def test_two_ingests_at_once_do_not_share_a_number_the_second_is_told_to_wait(land, paths):
    with hold_landing_lock(paths), pytest.raises(SecondWriterError, match="another ingest"):
        land(legacy_b_file(2))

    (receipt,) = land(legacy_b_file(2))
    assert receipt.receipt_no == 1


def test_a_receipt_that_cannot_be_read_is_named(land, paths):
    land(legacy_b_file(2))
    next(paths.receipts_dir.glob("*.json")).write_text("{", encoding="utf-8")

    with pytest.raises(PipelineError, match=r"the receipt .*000001-"):
        read_receipts(paths)


def test_an_ingest_that_died_before_its_receipt_is_made_good_by_the_next_one(land, paths):
    (died,) = land(legacy_b_file(5))
    for receipt in paths.receipts_dir.glob("*.json"):
        receipt.unlink()

    (again,) = land(legacy_b_file(5))

    assert not again.is_repeat
    assert again.file_id == died.file_id


def test_lost_rows_are_put_back_by_handing_the_file_in_again_and_count_once(land, paths):
    (first,) = land(legacy_b_file(5))
    rows = paths.raw_dir / "city311_legacy" / f"{first.file_id}.parquet"
    rows.unlink()

    (again,) = land(legacy_b_file(5))

    assert again.is_repeat
    assert pq.read_table(rows).num_rows == 5


def test_a_stated_instant_that_the_file_contradicts_is_told(land):
    (receipt,) = land(legacy_b_file(5), taken_at=datetime(2010, 1, 1, tzinfo=UTC))

    assert "check --taken-at" in receipt.messages[-1]


def test_another_instant_for_a_file_handed_in_before_is_not_taken_and_told(land):
    land(legacy_b_file(5))
    (again,) = land(legacy_b_file(5), taken_at=datetime(2030, 1, 1, tzinfo=UTC))

    assert "that instant stays" in again.messages[-1]


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    blocked = tmp_path / "blocked"
    blocked.touch()
    file = tmp_path / "city.csv"
    file.write_bytes(legacy_b_file(5))
    paths = Paths(root=tmp_path, data_dir=blocked)

    with pytest.raises(DataFolderError, match="cannot be written"):
        land_file(file, expected="city311", paths=paths, taken_at=None, is_sample=False, landed_at=NOW)


def test_the_receipt_counts_the_rows_for_and_against_the_clock(land):
    (receipt,) = land(legacy_b_file(50))

    assert (receipt.clock_basis, receipt.n_clock_for, receipt.n_clock_against) == ("closing_times", 50, 0)
    assert not receipt.is_clock_mixed
    assert receipt.messages == ()
    assert Receipt.from_json(receipt.to_json()) == receipt


def test_a_clock_that_was_not_verified_is_said_on_the_receipt(land):
    (receipt,) = land(legacy_b_file(3))

    assert receipt.clock_basis == "assumed"
    assert any(message.startswith("The clock was not verified") for message in receipt.messages)


def test_a_file_of_two_clocks_says_so_on_its_receipt(land):
    # Stamped five hours on, as UTC would be, while the closing note keeps the local time.
    turned = [
        legacy_b_line(number, closed_dt=f"{FIRST_OPENED + timedelta(hours=number + 35):%m/%d/%Y %I:%M:%S %p}")
        for number in range(50, 100)
    ]
    lines = [legacy_b_line(number) for number in range(50)]

    (receipt,) = land(as_file(LEGACY_B_HEADER, [*lines, *turned]))

    assert receipt.is_clock_mixed
    assert any("do not follow one clock" in message for message in receipt.messages)


def test_a_receipt_from_before_the_evidence_was_counted_can_still_be_read(land):
    (receipt,) = land(legacy_b_file(5))
    values = json.loads(receipt.to_json())
    for name in ("clock_basis", "n_clock_for", "n_clock_against", "is_clock_mixed"):
        del values[name]

    old = Receipt.from_json(json.dumps(values))

    assert (old.clock_basis, old.n_clock_for, old.is_clock_mixed) == ("not recorded", 0, False)


def test_a_log_that_comes_as_a_workbook_is_landed_as_its_csv_would_be(tmp_path):
    paths = Paths(root=PROJECT_ROOT, data_dir=tmp_path / "data")
    for name, content in (
        ("log.xlsx", log_workbook(log_cells(), log_cells(contact_id="C-2", lead="nobody"))),
        ("log.csv", as_file(",".join(HEADER), [as_line(log_cells()), as_line(log_cells(contact_id="C-2", lead="no"))])),
    ):
        (tmp_path / name).write_bytes(content)

    of_workbook, of_csv = (
        land_file(tmp_path / name, expected="outreach", paths=paths, taken_at=None, is_sample=False, landed_at=NOW)[0]
        for name in ("log.xlsx", "log.csv")
    )

    for told in ("rows_read", "n_accepted", "set_aside", "set_aside_lines", "taken_at", "layout_name"):
        assert getattr(of_workbook, told) == getattr(of_csv, told)


def test_a_workbook_is_no_311_export(land):
    with pytest.raises(SourceFileError, match="an Excel workbook, not a CSV"):
        land(log_workbook(log_cells()), name="log.xlsx")
