"""A build hands over what the huddle recorded; where that cannot be read, it says so and goes on without it."""

from __future__ import annotations

from pipelines.settings import project_paths
from tests.support.command_line import run_crt


def test_an_operations_database_that_cannot_be_read_is_named_and_the_build_goes_on(data_dir, capsys):
    file = project_paths().operations_dir / "operations.sqlite"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"this is no database" * 100)
    ran = run_crt(capsys, "build", "--as-of", "2015-10-20")

    assert "what the huddle recorded could not be handed over" in ran.err
    # It went on to the next thing that is wrong here: nothing was ever ingested.
    assert "no 311 ticket has been ingested" in ran.err
    assert not (data_dir / "inbox").exists()


def test_a_build_alone_makes_no_operations_database(data_dir, capsys):
    run_crt(capsys, "build", "--as-of", "2015-10-20")

    assert not (data_dir / "operations").exists()
