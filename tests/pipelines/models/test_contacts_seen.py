from __future__ import annotations

from datetime import timedelta

import pandas as pd
import pytest

from pipelines.readers.layouts import PATH_COLUMNS
from tests.support.models import AS_OF_AT, run_model

TEXTS = ("place_text", "lead", "co_response_outcome", "shelter_offer", "treatment_offer", "transport_offer",
         "storage_offer", "decline_reason", "referral_outcome", *PATH_COLUMNS)  # fmt: skip


def contacts(*rows: tuple[str, float]) -> pd.DataFrame:
    """Return contacts, each so many hours before the morning."""
    frame = pd.DataFrame(
        {
            "contact_id": pd.array([contact_id for contact_id, _ in rows], dtype="str"),
            "contact_at": pd.Series(
                [AS_OF_AT - timedelta(hours=hours) for _, hours in rows], dtype="datetime64[us, America/New_York]"
            ),
        }
    )
    texts = {name: pd.array([None] * len(rows), dtype="str") for name in TEXTS}
    numbers = {name: pd.array([None] * len(rows), dtype="Float64") for name in ("lon", "lat")}
    whole = {name: pd.array([None] * len(rows), dtype="Int32") for name in ("n_sharps_collected", "n_naloxone_doses")}
    return frame.assign(**texts, **numbers, **whole)


def test_contacts_of_logs_and_of_phones_are_counted_alike_and_those_of_the_morning_itself_are_not_seen():
    made = run_model(
        "int_contacts__seen",
        {
            "int_contacts__filed": contacts(("log-1", 3)),
            # What is logged on a phone has none of the columns of the path of help.
            "stg_crt__contacts": contacts(("contact:a", 1), ("contact:b", 0), ("contact:c", -2)).drop(
                columns=list(PATH_COLUMNS)
            ),
        },
    )

    assert sorted(made["contact_id"]) == ["contact:a", "log-1"]


def newest(
    *, filed: pd.DataFrame, phone: pd.DataFrame, erased_until: timedelta | None = None
) -> tuple[str, pd.Timestamp]:
    feeds = {"feed_code": ["outreach"], "feed_name": ["Outreach log"], "late_after_hours": ["36"], "is_expected": ["1"]}
    tickets = pd.DataFrame({"feed_code": pd.array([], "str"), "ticket_id": pd.array([], "str")})
    instants = pd.Series([], dtype="datetime64[us, America/New_York]")
    reports = pd.DataFrame({"measure_code": pd.array([], "str")}).assign(as_at=instants, night_date=instants)
    made = run_model(
        "int_feeds__freshness",
        {
            "ref_feeds": pd.DataFrame(feeds).assign(next_step="ask"),
            "int_tickets__seen": tickets.assign(opened_at=instants),
            "stg_overnight__reports": reports,
            "int_calls__known": pd.DataFrame({"call_id": pd.array([], "str")}).assign(called_at=instants),
            "stg_hmis__day_counts": pd.DataFrame({"project_code": pd.array([], "str")}).assign(
                taken_at=instants, last_date=instants
            ),
            "int_contacts__filed": filed,
            "stg_crt__contacts": phone,
            "stg_courts__totals": pd.DataFrame({"program_code": pd.array([], "str")}).assign(told_at=instants),
            "stg_crt__files": pd.DataFrame(
                {
                    "feed_code": ["outreach"],
                    "erased_until_at": pd.Series(
                        [None if erased_until is None else AS_OF_AT - erased_until], dtype=instants.dtype
                    ),
                }
            ),
        },
    )
    return made.loc[0, "status"], made.loc[0, "newest_record_at"]


def test_where_logs_are_handed_in_a_contact_on_a_phone_does_not_make_a_missing_log_current():
    status, newest_at = newest(filed=contacts(("log-1", 60)), phone=contacts(("contact:a", 1)))

    assert status == "late"
    assert newest_at == AS_OF_AT - timedelta(hours=60)


@pytest.mark.parametrize(("days", "status"), [(29, "current"), (27, "not_collected")])
def test_a_morning_that_looks_back_on_what_was_erased_tells_no_figure_that_is_too_low(days, status):
    told = newest(filed=contacts(("log-1", 1)), phone=contacts(), erased_until=timedelta(days=days))

    assert told[0] == status


def test_where_no_log_came_for_weeks_the_phones_are_the_feed():
    assert newest(filed=contacts(("log-1", 24 * 40)), phone=contacts(("contact:a", 1)))[0] == "current"
    assert newest(filed=contacts(), phone=contacts(("contact:a", -1)))[0] == "not_collected"
