"""From a log on the page to the next morning's figures: once, whatever it came as and however often."""

from __future__ import annotations

import duckdb

from dashboard.stores.inbox import waiting_logs
from pipelines.publication import read_manifest
from pipelines.settings import project_paths
from tests.dashboard.pages.test_bring_in import brought, press, told
from tests.pipelines.readers.files import contact_line, outreach_file
from tests.support.command_line import run_crt

MORNING = "2015-10-20"


def contacts(*numbers, **changes):
    when = {"contact_at": "2015-10-19 14:05", "place_text": "Alder St & Elm St"}
    return outreach_file([contact_line(number, **(when | changes)) for number in numbers])


def n_contacts():
    paths = project_paths()
    build_id = read_manifest(paths)["build_id"]
    with duckdb.connect(str(paths.build_file(build_id)), read_only=True) as connection:
        query = "select sum(n_events) from city_outreach where measure_code = 'contacts'"
        return int(connection.execute(query).fetchall()[0][0] or 0)


def test_a_confirmed_log_enters_with_the_next_build_and_again_adds_nothing(first_morning, capsys):
    assert n_contacts() == 0

    screen = press(brought(contacts(*range(7)), "monday <b>.csv"), "upload_confirm")
    assert "Alder St & Elm St" in told(screen)
    assert n_contacts() == 0
    assert "“monday <b>.csv”" in run_crt(capsys, "status").out

    run_crt(capsys, "build", "--as-of", MORNING)
    assert n_contacts() == 7
    assert waiting_logs(project_paths()) == []
    (log,) = [file for file in run_crt(capsys, "status", "--json").json["files"] if file["feed"] == "outreach"]
    assert (log["path"], log["rows_read"], log["accepted"]) == ("inbox: monday <b>.csv", 7, 7)

    assert "Bringing it in again would add nothing" in told(brought(contacts(*range(7)), "again.csv"))
    page = told(brought(contacts(0, 1, 9, lead="police")))
    assert "Understood, replaces what is known 2" in page
    assert "Understood, new 1" in page
