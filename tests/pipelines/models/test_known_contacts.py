"""What the build publishes of each contact is what a page makes of the same row, on the clocks' nights too."""

from __future__ import annotations

import pandas as pd
import pytest

from pipelines.readers.layouts import PATH_COLUMNS
from pipelines.readers.log_draft import known_rows
from pipelines.readers.source_file import read_file
from tests.pipelines.readers.files import OUTREACH_NAMES, as_file, contact_line, outreach_file
from tests.support.models import run_model

FILES = pd.DataFrame({"file_id": ["f"]})


def staged(result):
    rows = result.accepted.to_pandas().assign(file_id="f")
    return run_model("stg_outreach__contacts", {"raw_outreach__contacts": rows, "stg_crt__files": FILES})


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"contact_at": "11/1/2026 1:30 AM"},
        {"contact_at": "2026-03-08 02:30:15"},
        {"place_text": "", "lon": "-71", "lat": "42.30000000000001", "sharps_collected": "3.0"},
        {"engaged": "Yes", "navigation": "Not arrived", "navigation_provider": "ems", "retained_7d": "unknown"},
        {"place_text": "Kreyòl\n  &  Sons’ Yard ", "team": "", "shelter_offer": "Not offered", "lead": "POLICE"},
    ],
)
def test_a_row_has_the_same_digests_in_the_build_and_on_the_page(changes):
    (result,) = read_file("log.csv", outreach_file([contact_line(1, **changes), contact_line(2)]))

    contacts = staged(result)
    published = run_model("known_contacts", {"int_contacts__filed": contacts})

    told = set(zip(published["contact_digest"], published["values_digest"], strict=True))
    assert told == set(known_rows(result).values())


def test_a_row_that_was_landed_before_the_path_of_help_came_is_known_by_the_same_digest():
    names = [name for name in OUTREACH_NAMES if name not in PATH_COLUMNS]
    old = as_file(",".join(names), [",".join(contact_line(1).split(",")[: len(names)])])

    (was,), (now,) = read_file("log.csv", old), read_file("log.csv", outreach_file([contact_line(1)]))
    (engaged,) = read_file("log.csv", outreach_file([contact_line(1, engaged="yes")]))

    assert known_rows(was) == {2: next(iter(known_rows(now).values()))}
    assert set(known_rows(was).values()) != set(known_rows(engaged).values())


def test_what_is_published_of_a_contact_holds_no_word_of_it():
    (result,) = read_file("log.csv", outreach_file([contact_line(1, place_text="Somewhere", team="Somebody")]))

    published = run_model("known_contacts", {"int_contacts__filed": staged(result)})

    assert list(published.columns) == ["contact_digest", "values_digest"]
    assert all(len(cell) == 64 for cell in published.to_numpy().ravel())
