from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

import crt
from pipelines.publication import note_begun
from pipelines.settings import project_paths
from tests.support.command_line import run_crt


@pytest.mark.parametrize(
    ("command", "exit_code", "told"),
    [("build", 13, "no 311 ticket has been ingested"), ("locations", 17, "there is no published build")],
)
def test_a_command_that_fails_says_so_in_one_json_document_and_keeps_its_exit_code(
    data_dir, capsys, command, exit_code, told
):
    ran = run_crt(capsys, command, "--json")

    assert ran.exit_code == exit_code
    assert told in ran.json["error"]
    assert ran.json["next_step"] in ran.err
    assert set(ran.json) == {"error", "next_step"}


def test_a_status_that_fails_on_a_damaged_receipt_says_so_in_json(data_dir, capsys):
    receipts = data_dir / "raw" / "receipts"
    receipts.mkdir(parents=True)
    (receipts / "000001-abc.json").write_text("{", encoding="utf-8")

    ran = run_crt(capsys, "status", "--json")

    assert ran.exit_code == 10
    assert "000001-abc.json cannot be read" in ran.json["error"]


def test_status_tells_of_a_build_that_was_begun_and_has_not_ended(data_dir, capsys):
    paths = project_paths()
    note_begun(paths, build_id="b", as_of_date=date(2015, 11, 10), at=datetime(2015, 11, 10, 11, tzinfo=UTC))

    ran = run_crt(capsys, "status")

    assert ran.exit_code == 0
    assert "A build of 2015-11-10, begun at 2015-11-10T11:00:00+00:00, has not ended" in ran.out


def test_without_json_a_failure_prints_nothing_on_standard_output(data_dir, capsys):
    ran = run_crt(capsys, "build")

    assert (ran.out, ran.exit_code) == ("", 13)
    assert "Next step:" in ran.err


def test_a_wrong_option_is_told_in_json_as_well(data_dir, capsys):
    ran = run_crt(capsys, "build", "--json", "--as-of", "tomorrow")

    assert ran.exit_code == 2
    assert "tomorrow" in ran.json["error"]


def test_a_fault_of_the_program_is_told_in_json_as_well(data_dir, capsys, monkeypatch, caplog):
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(crt, "current_manifest", broken)

    ran = run_crt(capsys, "status", "--json")

    assert ran.exit_code == 70
    assert ran.json["error"].startswith("This is a fault of the program")
