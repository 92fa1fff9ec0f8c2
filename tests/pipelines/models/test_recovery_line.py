"""The calls to the recovery line as a morning may know them, and every way in which they are told."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

from pipelines.settings import load_reference, project_paths
from tests.support.models import run_model
from tests.support.tables import table

NEW_YORK = ZoneInfo("America/New_York")
REFERENCE = project_paths({}).reference_dir
WORDS = load_reference(REFERENCE, "recovery_line_words")
AGES = load_reference(REFERENCE, "recovery_line_ages")
# The morning is 10 November 2015, 06:00.
CALLS = """
    call_id | called_at        | channel   | asked_for   | linked_to   | linked_at        | warm_handoff | city_full | not_linked_reason
    1       | 2015-11-10 05:30 | 311_phone | ats         | -           | -                | -            | -         | waiting
    2       | 2015-11-09 06:01 | 311_phone | ats         | ats         | 2015-11-09 06:21 | yes          | no        | -
    3       | 2015-11-08 10:00 | walk_in   | css         | out_of_town | 2015-11-08 12:00 | no           | yes       | -
    4       | 2015-11-06 10:00 | 311_phone | css         | -           | -                | -            | -         | full
    5       | 2015-11-09 23:00 | 311_phone | ats         | navigator   | 2015-11-10 06:00 | yes          | no        | -
    6       | 2015-11-09 10:00 | 311_app   | ats         | -           | -                | -            | -         | caller_ended
    7       | 2015-11-09 10:00 | 311_phone | information | -           | -                | -            | -         | -
    8       | 2015-10-13 05:59 | 311_phone | ats         | -           | -                | -            | -         | -
    9       | 2015-11-10 06:00 | 311_phone | ats         | ats         | 2015-11-10 06:10 | yes          | no        | -
"""  # noqa: E501 - a table is read by its columns


def landed(text: str = CALLS, *, file_id: str = "f1", taken_at: str = "2015-11-10 05:59", no: int = 1) -> pd.DataFrame:
    frame = table(text, called_at="instant", linked_at="instant")
    at = datetime.fromisoformat(taken_at).replace(tzinfo=NEW_YORK)
    return frame.assign(file_id=file_id, row_number=range(2, len(frame) + 2), receipt_no=no, taken_at=at).astype(
        {"taken_at": "datetime64[us, America/New_York]"}
    )


def known(*files: pd.DataFrame) -> pd.DataFrame:
    return run_model("int_calls__known", {"stg_recovery_line__calls": pd.concat(files, ignore_index=True)})


def judged(calls: pd.DataFrame) -> pd.DataFrame:
    return run_model("int_calls__judged", {"int_calls__known": calls, "ref_recovery_line_words": WORDS})


def parts(calls: pd.DataFrame, *, status: str = "current") -> pd.DataFrame:
    references = {"ref_recovery_line_words": WORDS, "ref_recovery_line_ages": AGES}
    feed = pd.DataFrame({"feed_code": ["recovery_line"], "status": [status]})
    tables = {
        "int_call_parts__listed": run_model("int_call_parts__listed", references),
        "int_calls__parted": run_model(
            "int_calls__parted", {"int_calls__judged": judged(calls), "ref_recovery_line_ages": AGES}
        ),
        "int_feeds__freshness": feed.iloc[: 0 if status == "not_collected" else 1],
    }
    return run_model("recovery_line_calls", tables).set_index("part_code")


def measures(calls: pd.DataFrame) -> dict[str, float]:
    feed = pd.DataFrame({"feed_code": ["recovery_line"], "status": ["current"]})
    made = run_model("recovery_line_measures", {"int_calls__judged": judged(calls), "int_feeds__freshness": feed})
    return dict(zip(made["measure_code"], made["measured"], strict=True))


def test_a_link_at_or_after_the_morning_is_not_one_yet_and_nobody_knows_to_what():
    calls = known(landed()).set_index("call_id")

    assert "9" not in calls.index
    assert pd.isna(calls.loc["5", "linked_at"])
    assert pd.isna(calls.loc["5", "linked_to"])
    assert not calls.loc["5", "is_warm"]
    assert calls.loc["2", "linked_to"] == "ats"


def test_a_call_that_was_not_linked_yesterday_is_linked_today_whatever_the_order_of_arrival():
    header = CALLS.strip().splitlines()[0]
    before = "1 | 2015-11-09 05:30 | 311_phone | ats | - | - | - | - | waiting"
    after = "1 | 2015-11-09 05:30 | 311_phone | ats | ats | 2015-11-09 20:00 | yes | no | -"
    yesterday = landed(f"{header}\n{before}", file_id="f1", taken_at="2015-11-09 05:59", no=2)
    today = landed(f"{header}\n{after}", file_id="f2", taken_at="2015-11-10 05:00", no=1)

    assert known(today, yesterday)["linked_to"].tolist() == ["ats"]
    newest = run_model("int_calls__newest", {"stg_recovery_line__calls": pd.concat([yesterday, today])})
    assert newest[["file_id", "call_id"]].to_numpy().tolist() == [["f2", "1"]]


def test_what_is_handed_in_later_changes_no_earlier_morning_that_knew_a_version():
    header = CALLS.strip().splitlines()[0]
    early = landed(f"{header}\n1 | 2015-11-09 05:30 | 311_phone | ats | - | - | - | - | waiting", no=1)
    later = landed(
        f"{header}\n1 | 2015-11-09 05:30 | 311_phone | css | - | - | - | - | full",
        file_id="f2", taken_at="2015-11-10 06:00", no=2,
    )  # fmt: skip

    assert known(early, later)["asked_for"].tolist() == ["ats"]


def test_a_call_is_linked_or_not_yet_or_ended_and_one_for_information_is_not_counted():
    standing = judged(known(landed())).set_index("call_id")["standing"].to_dict()

    assert standing == {"1": "not_yet", "2": "linked", "3": "linked", "4": "not_yet", "5": "not_yet", "6": "ended"}


def test_every_call_stands_once_in_every_cut_and_parts_add_up_to_their_sums():
    counted = parts(known(landed()))
    counts = counted["n_calls"]

    assert counts["calls"] == 6
    assert counts[["linked", "not_linked", "not_yet", "ended", "warm", "not_warm"]].tolist() == [2, 4, 3, 1, 1, 1]
    assert counts[["linked_1d", "linked_before"]].tolist() == [1, 1]
    assert counts[list(AGES["age_code"])].tolist() == [1, 0, 1, 0, 1]
    assert counts[["asked_for:ats", "full:asked_for:ats", "full:asked_for:css"]].tolist() == [4, 0, 2]
    assert counts[["linked_to:out_of_town", "linked_to:navigator", "channel:311_phone"]].tolist() == [1, 0, 4]
    for (_, sum_code), cut in counted[counted["sum_code"] != ""].groupby(["cut_code", "sum_code"]):
        assert cut["n_calls"].sum() == counts[sum_code]


def test_a_sum_stands_before_its_parts():
    seen: set[str] = {""}
    for part_code, row in parts(known(landed())).iterrows():
        assert row["sum_code"] in seen
        seen.add(str(part_code))


def test_the_share_and_the_times_are_of_the_calls_that_are_counted():
    found = measures(known(landed()))

    assert found["linked_pct"] == pytest.approx(100 * 2 / 6)
    assert found["handoff_half"] == 70
    assert found["handoff_nine_in_ten"] == pytest.approx(110)


@pytest.mark.parametrize("status", ["late", "not_collected"])
def test_a_log_that_is_late_or_never_came_says_so(status):
    counted = parts(known(landed().iloc[:0]) if status == "not_collected" else known(landed()), status=status)

    assert set(counted["blank"]) == {status}
    assert counted["n_calls"].isna().all() == (status == "not_collected")


def test_every_age_lies_in_one_band():
    edges = [(float(row["from_hours"]), float(row["until_hours"] or "inf")) for row in AGES.to_dict("records")]

    assert [begins for begins, _ in edges] == [0.0, *(ends for _, ends in edges[:-1])]
    assert edges[-1][1] == float("inf")
