from __future__ import annotations

import re

import pandas as pd
import pytest

from pipelines.settings import load_reference, project_paths
from tests.support.models import run_model
from tests.support.tables import table

REFERENCE = project_paths({}).reference_dir
KEYWORDS = load_reference(REFERENCE, "text_keywords")


def staged(*, keywords=KEYWORDS, **changes):
    row = {
        "file_id": "f",
        "row_number": 4,
        "record_id": "101000000001",
        "status": "open",
        "service_name": "Other",
        "description": None,
        "address": "1 Example St, South Boston",
        "longitude": "-71.05",
        "latitude": "42.33",
        "lon": -71.05,
        "lat": 42.33,
        "opened_stamp": pd.Timestamp("2017-07-01 16:00"),
        "closed_stamp": pd.Timestamp("2017-07-02 16:00"),
        **changes,
    }
    landed = pd.DataFrame([row]).astype({"description": "str"})
    if row["description"] is None:
        landed["description"] = pd.array([None], dtype="str")
    files = table("file_id | clock_regime\nf | utc")
    tables = {"raw_open311__requests": landed, "stg_crt__files": files, "ref_text_keywords": keywords}
    return run_model("stg_open311__requests", tables).to_dict("records")[0]


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Two NEEDLES by the bench", "sharps"),
        ("syringe.", "sharps"),
        ("Illegally-dumped mattress!", "illegal_dumping"),
        ("dead rat in the alley", "animals"),
        ("Rats\nagain", "rodents"),
        ("Recycling was not picked up", "sanitation"),
        ("needlework class", None),
        ("pirate flag", None),
        ("", None),
        (None, None),
    ],
)
def test_trap_a_request_of_the_service_other_gets_its_category_from_whole_reviewed_words(text, category):
    found = staged(description=text)["text_category_code"]

    assert found == category or (category is None and pd.isna(found))


def test_the_lowest_order_number_decides_where_several_words_stand():
    keywords = table("order_no | phrase | category_code\n100 | trash | litter\n9 | needle | sharps")

    assert staged(description="trash and a needle", keywords=keywords)["text_category_code"] == "sharps"


def test_a_request_of_another_service_is_not_read():
    assert pd.isna(staged(service_name="Graffiti Removal", description="needle")["text_category_code"])


def test_trap_free_text_stays_in_staging_no_column_holds_any_of_it():
    ticket = staged(description="Call Pat Example, needle at 617", status_notes="secret", media_url="secret")

    assert not re.search(r"Pat|617|secret", str(ticket))


def test_a_closed_requests_last_update_is_its_closing_and_an_open_ones_is_not():
    assert str(staged(status="Closed")["closed_at"]) == "2017-07-02 12:00:00-04:00"
    assert pd.isna(staged(status="open")["closed_at"])


@pytest.mark.parametrize(
    ("address", "neighborhood"),
    [
        ("1 Example St, South Boston", "South Boston"),
        ("Intersection Of Alder St & Birch St, Dorchester", "Dorchester"),
        ("1 Example St, Roslindale, MA 02131, USA", "Roslindale"),
        ("Example Field, Example Playground", None),
        ("42.36N 71.06W", None),
        ("Example Park", None),
    ],
)
def test_the_neighborhood_is_what_the_address_ends_with(address, neighborhood):
    found = staged(address=address)["neighborhood_text"]

    assert found == neighborhood or (neighborhood is None and pd.isna(found))


def test_the_keyword_table_can_be_matched_as_it_is_written():
    categories = set(load_reference(REFERENCE, "categories")["category_code"])

    assert KEYWORDS["phrase"].str.fullmatch(r"[a-z0-9]+( [a-z0-9]+)*").all()
    assert KEYWORDS["phrase"].is_unique
    assert KEYWORDS["order_no"].astype(int).is_unique
    assert set(KEYWORDS["category_code"]) <= categories
    assert KEYWORDS["reviewed_on"].str.fullmatch(r"\d{4}-\d{2}-\d{2}").all()
