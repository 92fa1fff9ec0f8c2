from __future__ import annotations

import pandas as pd

from tests.support.models import run_model
from tests.support.tables import table

FILES = table(
    """
    file_id | feed_code   | taken_at
    early   | city311_new | 2015-11-05 00:00
    late    | city311_new | 2015-11-09 00:00
    future  | city311_new | 2016-02-01 00:00
    farther | city311_new | 2016-05-01 00:00
    """,
    taken_at="instant",
)


def versions(text: str):
    tickets = table(text, opened_at="instant", row_number="int")
    tickets["feed_code"] = "city311_new"
    found = run_model("int_tickets__versioned", {"int_tickets__unioned": tickets, "stg_crt__files": FILES})
    return dict(zip(found["ticket_id"], found["file_id"], strict=True))


def accounted(records, files):
    newest = run_model("int_records__newest", {"stg_crt__records": records, "stg_crt__files": files})
    return run_model("int_files__accounted", {"int_records__newest": newest})


def test_the_newest_snapshot_taken_before_the_morning_wins():
    assert versions(
        """
        ticket_id | file_id | row_number | opened_at
        T1        | early   | 1          | 2015-11-01 10:00
        T1        | late    | 1          | 2015-11-01 10:00
        T1        | future  | 1          | 2015-11-01 10:00
        """
    ) == {"T1": "late"}


def test_where_only_later_snapshots_hold_a_ticket_the_earliest_of_them_stands_in():
    assert versions(
        """
        ticket_id | file_id | row_number | opened_at
        T1        | farther | 1          | 2015-11-01 10:00
        T1        | future  | 1          | 2015-11-01 10:00
        """
    ) == {"T1": "future"}


def test_a_ticket_opened_at_the_morning_itself_is_not_seen():
    assert versions(
        """
        ticket_id | file_id | row_number | opened_at
        before    | late    | 1          | 2015-11-10 05:59
        at        | late    | 2          | 2015-11-10 06:00
        """
    ) == {"before": "late"}


def test_of_two_rows_of_a_ticket_in_one_file_the_lower_one_wins():
    tickets = table(
        """
        ticket_id | file_id | row_number | opened_at        | type_name
        T1        | late    | 7          | 2015-11-01 10:00 | second
        T1        | late    | 3          | 2015-11-01 10:00 | first
        """,
        opened_at="instant",
        row_number="int",
    ).assign(feed_code="city311_new")

    found = run_model("int_tickets__versioned", {"int_tickets__unioned": tickets, "stg_crt__files": FILES})

    assert found["type_name"].tolist() == ["second"]


def test_a_file_handed_in_first_is_superseded_by_a_later_snapshot_whatever_the_order():
    records = table(
        """
        record_id | file_id | row_number
        T1        | early   | 1
        T1        | late    | 1
        T2        | early   | 2
        """,
        row_number="int",
    ).assign(feed_code="city311_new")

    found = accounted(records, FILES)

    assert dict(zip(found["file_id"], found["n_current"], strict=True)) == {"early": 1, "late": 1}


def gone_from(tickets, files=FILES):
    landed = {"int_tickets__unioned": tickets, "stg_crt__files": files}
    spans = run_model("int_tickets__spanned", landed)
    judged = run_model("int_files__judged", {**landed, "int_tickets__spanned": spans})
    covering = run_model("int_files__covering", {"int_files__judged": judged})
    gone = run_model("int_tickets__gone", {"int_tickets__spanned": spans, "int_files__covering": covering})
    return gone["ticket_id"].tolist()


def snapshot(file_id: str, numbers: list[int]):
    lines = "\n".join(f"T{number:02} | {file_id} | {number} | 2015-10-{number:02} 10:00" for number in numbers)
    return f"{lines}\n"


HEAD = "ticket_id | file_id | row_number | opened_at\n"


def test_a_ticket_missing_from_a_later_full_snapshot_is_gone():
    text = HEAD + snapshot("early", list(range(1, 21))) + snapshot("late", [n for n in range(1, 21) if n != 7])
    tickets = table(text, opened_at="instant", row_number="int").assign(feed_code="city311_new")

    assert gone_from(tickets) == ["T07"]


def test_a_ticket_missing_from_a_later_extract_is_not_gone():
    text = HEAD + snapshot("early", list(range(1, 21))) + snapshot("late", [1, 20])
    tickets = table(text, opened_at="instant", row_number="int").assign(feed_code="city311_new")

    assert gone_from(tickets) == []


def test_a_snapshot_taken_after_the_morning_makes_nothing_gone():
    text = HEAD + snapshot("early", list(range(1, 21))) + snapshot("future", [n for n in range(1, 21) if n != 7])
    tickets = table(text, opened_at="instant", row_number="int").assign(feed_code="city311_new")

    assert gone_from(tickets) == []


def test_a_ticket_that_a_still_later_snapshot_holds_again_is_not_gone():
    text = HEAD + snapshot("early", list(range(1, 21))) + snapshot("late", [n for n in range(1, 21) if n != 7])
    tickets = table(text, opened_at="instant", row_number="int").assign(feed_code="city311_new")
    again = tickets[tickets["ticket_id"] == "T07"].assign(file_id="later")
    later = table("file_id | feed_code | taken_at\nlater | city311_new | 2015-11-09 12:00", taken_at="instant")

    assert gone_from(pd.concat([tickets, again], ignore_index=True), pd.concat([FILES, later], ignore_index=True)) == []


OPEN311_FILES = table(
    """
    file_id | feed_code      | taken_at
    export  | city311_legacy | 2015-11-05 00:00
    page    | open311        | 2015-11-09 00:00
    """,
    taken_at="instant",
)


def test_a_ticket_that_open311_shows_and_an_export_holds_is_one_ticket_the_exports():
    tickets = table(
        """
        feed_code      | ticket_id    | file_id | row_number | opened_at
        open311        | 101000000001 | page    | 1          | 2015-11-01 10:00
        open311        | 101000000002 | page    | 2          | 2015-11-01 10:00
        city311_legacy | 101000000001 | export  | 2          | 2015-11-01 10:00
        """,
        opened_at="instant",
        row_number="int",
    )
    records = tickets.rename(columns={"ticket_id": "record_id"})

    found = run_model("int_tickets__versioned", {"int_tickets__unioned": tickets, "stg_crt__files": OPEN311_FILES})
    counted = accounted(records, OPEN311_FILES)

    assert dict(zip(found["ticket_id"], found["feed_code"], strict=True)) == {
        "101000000001": "city311_legacy",
        "101000000002": "open311",
    }
    assert dict(zip(counted["file_id"], counted["n_current"], strict=True)) == {"export": 1, "page": 1}
