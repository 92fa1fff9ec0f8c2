"""`crt roles …`, as a person types it on the machine; and a server that may not serve."""

from __future__ import annotations

import pytest

from dashboard.stores.operations import OperationsStore
from pipelines.settings import operations_url, project_paths
from tests.support.command_line import run_crt


def given(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    ran = run_crt(capsys, "roles", "list", "--json")
    return list(ran.json["grants"])


def test_the_first_administrator_is_named_on_the_machine_and_it_is_on_record(data_dir, capsys):
    assert "Nobody was given a role yet" in run_crt(capsys, "roles", "list").out
    assert not project_paths().operations_dir.exists()

    ran = run_crt(capsys, "roles", "give", "Ana@Boston.gov", "administrator")

    assert (ran.exit_code, "ana@boston.gov: administrator" in ran.out) == (0, True)
    (grant,) = given(capsys)
    assert (grant["person"], grant["by"], grant["holds"]) == ("ana@boston.gov", "host", True)
    store = OperationsStore(operations_url(project_paths()))
    assert store.verify().ok
    store.close()


def test_a_role_is_taken_back_and_then_its_address_is_erased(data_dir, capsys):
    grant_id = run_crt(capsys, "roles", "give", "ana@boston.gov", "district", "--district", "D-4", "--json").json[
        "grant_id"
    ]

    too_early = run_crt(capsys, "roles", "erase", grant_id)
    ended = run_crt(capsys, "roles", "end", grant_id, "--json")
    again = run_crt(capsys, "roles", "end", grant_id)
    erased = run_crt(capsys, "roles", "erase", grant_id, "--json")

    assert (too_early.exit_code, again.exit_code) == (2, 2)
    assert (ended.json["ended"], erased.json["erased"]) == (True, True)
    (grant,) = given(capsys)
    assert (grant["person"], grant["district"], grant["holds"]) == (None, "D-4", False)
    assert "address erased" in run_crt(capsys, "roles", "list").out


@pytest.mark.parametrize(
    "words",
    [("ana", "root"), ("ana", "district"), ("ana", "council", "--until", "2020-01-01"), ("a b", "council")],
    ids=str,
)
def test_what_no_table_allows_is_refused_in_words(data_dir, capsys, words):
    ran = run_crt(capsys, "roles", "give", *words)

    assert (ran.exit_code, "Error: " in ran.err) == (2, True)
    assert given(capsys) == []


def test_the_board_is_not_served_to_others_without_sign_in(data_dir, capsys, monkeypatch):
    monkeypatch.setattr("subprocess.run", lambda *_, **__: pytest.fail("it was started"))

    ran = run_crt(capsys, "serve", "--address", "0.0.0.0")

    assert (ran.exit_code, "nobody has to sign in" in ran.err) == (53, True)
    assert "Next step:" in ran.err


def test_settings_of_sign_in_that_are_there_in_part_are_named(data_dir, capsys, monkeypatch):
    monkeypatch.setattr("subprocess.run", lambda *_, **__: pytest.fail("it was started"))
    monkeypatch.setenv("CRT_SIGN_IN_CLIENT_SECRET", "of-a-test")

    ran = run_crt(capsys, "serve")

    assert (ran.exit_code, "CRT_SIGN_IN_METADATA_URL" in ran.err, "of-a-test" in ran.err) == (54, True, False)
