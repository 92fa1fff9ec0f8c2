"""`crt verify`, `crt backup` and `crt restore`, as a person types them."""

from __future__ import annotations

import json

import pytest

from dashboard.stores.operations import OperationsStore
from pipelines.settings import operations_url, project_paths
from tests.support.command_line import run_crt
from tests.support.recorded_events import append_note, append_three, change_event, tamper


@pytest.fixture
def url(data_dir):
    return operations_url(project_paths(), {})


@pytest.fixture
def store(url):
    store = OperationsStore(url)
    append_three(store)
    yield store
    store.close()


def test_verify_says_that_the_record_is_whole_in_three_fields(store, capsys):
    ran = run_crt(capsys, "verify", "--json")

    assert (ran.exit_code, ran.json) == (0, {"n_events": 3, "ok": True, "first_bad_event_id": None})


def test_verify_prints_the_hash_that_shows_a_record_made_anew(store, capsys):
    ran = run_crt(capsys, "verify")

    assert "The record is whole: 3 events." in ran.out
    assert store.newest_hash() in ran.out


def test_verify_names_the_event_that_was_changed_and_the_next_step(store, url, capsys):
    tamper(url, change_event("e2", role_code="district"))

    ran = run_crt(capsys, "verify", "--json")

    assert (ran.exit_code, ran.json) == (43, {"n_events": 3, "ok": False, "first_bad_event_id": "e2"})
    assert "event e2: It was changed after it was recorded." in ran.err
    assert "Next step: Record nothing more: restore the newest backup" in ran.err


def test_verify_of_a_file_that_is_no_database_answers_in_the_same_three_fields(data_dir, capsys):
    file = project_paths().operations_dir / "operations.sqlite"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"a disk wrote this " * 500)

    ran = run_crt(capsys, "verify", "--json")

    assert (ran.exit_code, ran.json) == (43, {"n_events": 0, "ok": False, "first_bad_event_id": None})
    assert "damaged: file is not a database" in ran.err


def test_verify_of_a_new_data_folder_is_whole_and_makes_nothing(data_dir, capsys):
    ran = run_crt(capsys, "verify", "--json")

    assert (ran.exit_code, ran.json) == (0, {"n_events": 0, "ok": True, "first_bad_event_id": None})
    assert not data_dir.exists()


def test_a_backup_goes_to_a_file_or_a_folder_or_the_data_folder(store, data_dir, tmp_path, capsys):
    named = run_crt(capsys, "backup", tmp_path / "a" / "named.jsonl", "--json")
    dated = run_crt(capsys, "backup", "--out", tmp_path / "b", "--json")
    plain = run_crt(capsys, "backup", "--json")

    assert named.json["file"] == str(tmp_path / "a" / "named.jsonl")
    assert [path.name for path in (tmp_path / "b").iterdir()] == [dated.json["file"].rpartition("/")[2]]
    assert plain.json["file"].startswith(str(data_dir / "backups" / "huddle-record-"))
    assert {ran.json["newest_hash"] for ran in (named, dated, plain)} == {store.newest_hash()}
    assert run_crt(capsys, "backup", "x.jsonl", "--out", tmp_path).exit_code == 2


def test_a_lost_record_comes_back_from_its_backup(store, data_dir, tmp_path, capsys):
    backup = tmp_path / "kept.jsonl"
    run_crt(capsys, "backup", backup)
    for part in (data_dir / "operations").iterdir():
        part.unlink()

    ran = run_crt(capsys, "restore", backup, "--json")

    assert (ran.exit_code, ran.json["n_events"], ran.json["kept_aside"]) == (0, 3, None)
    assert run_crt(capsys, "verify", "--json").json["ok"]
    assert [event.event_id for event in store.events()] == ["e1", "e2", "e3"]


def test_what_would_be_lost_is_told_and_replaced_only_on_request(store, tmp_path, capsys):
    backup = tmp_path / "kept.jsonl"
    run_crt(capsys, "backup", backup)
    append_note(store, "e4")

    refused = run_crt(capsys, "restore", backup)
    done = run_crt(capsys, "restore", backup, "--replace")

    assert (refused.exit_code, done.exit_code) == (50, 0)
    assert "add --replace" in refused.err
    assert "Events that only that one holds: e4" in done.out
    assert "before-restore-" in done.out


@pytest.mark.parametrize("damage", [lambda content: content[:-1], lambda content: content.replace(b"Swept", b"Swepd")])
def test_a_damaged_backup_is_refused_with_file_reason_and_next_step(store, tmp_path, capsys, damage):
    backup = tmp_path / "kept.jsonl"
    run_crt(capsys, "backup", backup)
    backup.write_bytes(damage(backup.read_bytes()))

    ran = run_crt(capsys, "restore", backup, "--replace", "--json")

    assert ran.exit_code == 49
    assert str(backup) in ran.json["error"]
    assert "Take another backup file" in ran.json["next_step"]
    assert store.last_sequence_no() == 3
    assert json.loads(backup.read_bytes().split(b"\n")[0])["n_events"] == 3
