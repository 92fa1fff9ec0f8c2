"""What closing texts say was collected: made-up sentences by rule, then the City's own texts against labels."""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections import Counter
from hashlib import sha256

import pytest

from pipelines.readers.sharps_texts import LONGEST_TEXT, How, Reading, read_closing_text
from tests.conftest import PROJECT_ROOT

LABELS = PROJECT_ROOT / "tests" / "data" / "sharps_labels_2015.csv"

NUMBERS = [
    ("3 syringes recovered", 3, How.COLLECTED),
    ("Recovered 3 syringes from 12 Smith Ave", 3, How.COLLECTED),
    ("Recovered from 12 Smith Ave 3 syringes", 3, How.COLLECTED),
    ("3syringes recovered", 3, How.COLLECTED),
    ("433 Harrison Ave 3 syringes recovered", 3, How.COLLECTED),
    ("12/8/15 3 syringes recovered at 15:30", 3, How.COLLECTED),
    ("1,200 syringes recovered", 1200, How.COLLECTED),
    ("12 x syringes picked up", 12, How.COLLECTED),
    ("Picked up - 3 needles", 3, How.COLLECTED),
    ("SYRINGES RECOVERED - 12", 12, How.COLLECTED_AS_TOLD),
    ("P/U 2 needles", 2, How.COLLECTED),
    ("We disposed of 2 used hypodermic needles", 2, How.COLLECTED),
    ("4 needles have been located, collected and properly disposed of.", 4, How.COLLECTED),
    ("removed trash and 2 needles", 2, How.COLLECTED),
    ("a bag with 1 syringe recovered", 1, How.COLLECTED),
    ("recovered a syringe", 1, How.COLLECTED),
    ("1 syringe recovered by the Mobile Sharps Team next to the police station", 1, How.COLLECTED),
    ("two needles were picked up", 2, How.COLLECTED),
    ("Two (2) needles were picked up", 2, How.COLLECTED),
    ("twenty-one syringes recovered", 21, How.COLLECTED),
    ("one hundred and five syringes were recovered", 105, How.COLLECTED),
    ("recovered 2 of the 5 reported syringes", 2, How.COLLECTED),
    ("The team was able to recover 2 syringes", 2, How.COLLECTED),
    ("recovered approximately 120 syringes", 120, How.COLLECTED_ROUNDED),
    ("Collected ~40 needles", 40, How.COLLECTED_ROUNDED),
    ("Found about 30 needles. All needles have been disposed of", 30, How.COLLECTED_ROUNDED),
    ("Recovered 2 syringes on Main and 3 syringes on Elm", 5, How.COLLECTED_SUMMED),
    ("2 syringes and 1 needle recovered", 3, How.COLLECTED_SUMMED),
    ("Recovered 2 syringes from the steps. Recovered 3 more syringes from the alley.", 5, How.COLLECTED_SUMMED),
    ("Recovered 10 syringes behind the store and 5 needles in the lot, total of 15 syringes", 15, How.COLLECTED),
    ("Recovered 3 syringes. All 3 syringes were disposed of.", 3, How.COLLECTED),
    ("3 syringes recovered, 3 syringes disposed of", 3, How.COLLECTED),
    ("Report of a single needle. The needle has been collected.", 1, How.COLLECTED_AS_TOLD),
    ("Report of two needles. Both have been collected.", 2, How.COLLECTED_AS_TOLD),
    ("report of 2 needles; picked them up", 2, How.COLLECTED_AS_TOLD),
    ("Needle picked up", 1, How.COLLECTED_AS_TOLD),
    ("Sharps team was able to locate the syringe and dispose of it", 1, How.COLLECTED_AS_TOLD),
    ("Picked up the syrenge", 1, How.COLLECTED_AS_TOLD),
    ("We found 2 syringes", 2, How.FOUND),
    ("found the needle", 1, How.FOUND),
    ("Found roughly 40 needles in a tent", 40, How.FOUND_ROUNDED),
    ("Located 2 syringes on the steps and 1 needle in the yard", 3, How.FOUND_SUMMED),
    ("15 syringes found in total", 15, How.FOUND),
    ("7 total syringes recovered", 7, How.COLLECTED),
    ("4 needle(s) recovered", 4, How.COLLECTED),
]
REPORTED_AND_COLLECTED = [
    ("Responded to a report of 3 syringes. Recovered 2 syringes.", 2),
    ("Report of 3 syringes, recovered 2.", 2),
    ("After a report of 2 syringes 1 syringe recovered", 1),
    ("Of 5 reported needles 2 were recovered", 2),
    ("Report of 40-60 syringes; 45 syringes were uncovered", 45),
    ("2 needles collected. Thank you for reporting 3 needles.", 2),
    ("found 5 syringes and recovered 4", 4),
    ("picked up 1 needle, caller said 3 needles", 1),
]
NONE = [
    "recovered 0 syringes",
    "0syringes recovered",
    "0 recovered",
    "No needles found",
    "No syringes or needles were found",
    "None found.",
    "Nothing found",
    "unable to to locate the syringe",
    "We were not able to locate and recover any needles",
    "couldn’t locate needle",
    "The syringe could not be located",
    "Needle not found",
    "Report of 3 needles, could not find them",
    "did not recover any needles",
    "Crew did not see any needles",
    "0 needles turned up at the wall",
    "Our search of the lot didn't turn up any needle",
    "We could not find any sign of drug use",
    "found no drug paraphernalia",
    "Found signs of drug use but unable to recover any needle",
    "UTL needles",
    "No needles found. Please resubmit if needles are found.",
    "Encampment of 4 tents; no needles found",
]
UNKNOWN = [
    ("", How.NO_TEXT),
    (" \t\ufffd\u200b\x00 ", How.NO_TEXT),
    ("Case Closed. Closed date : 2015-10-05 17:41:30.003 ", How.NO_TEXT),
    ("Done", How.NOTHING_SAID),
    ("3 syringes", How.NOTHING_SAID),
    ("Will pick up 3 syringes tomorrow", How.NOTHING_SAID),
    ("3 syringes to be picked up", How.NOTHING_SAID),
    ("We observed 2 syringes", How.NOTHING_SAID),
    ("area is clean", How.NOTHING_SAID),
    ("unable to locate address", How.NOTHING_SAID),
    ("No other needles found", How.NOTHING_SAID),
    ("Needles: nothing further", How.NOTHING_SAID),
    ("2 sharps containers removed", How.NOTHING_SAID),
    ("3 syringe caps recovered", How.NOTHING_SAID),
    ("Needle parts picked up", How.NOTHING_SAID),
    ("recovered 1 bicycle", How.NOTHING_SAID),
    ("Responded to report of 3 syringes", How.ONLY_REPORTED),
    ("Caller reported 4 needles near the playground", How.ONLY_REPORTED),
    ("responded to a report of multiple syringes", How.ONLY_REPORTED),
    ("No needles were reported", How.ONLY_REPORTED),
    ("owner didn't see any needles", How.ONLY_REPORTED),
    ("recovered syringes", How.COUNT_NOT_TOLD),
    ("several syringes recovered", How.COUNT_NOT_TOLD),
    ("recovered 200-300 syringes", How.COUNT_NOT_TOLD),
    ("between 5 and 10 syringes recovered", How.COUNT_NOT_TOLD),
    ("two or three needles recovered", How.COUNT_NOT_TOLD),
    ("at least 20 syringes recovered", How.COUNT_NOT_TOLD),
    ("20+ syringes collected", How.COUNT_NOT_TOLD),
    ("<30 needles recovered", How.COUNT_NOT_TOLD),
    ("recovered 6 needles and a bag of syringes", How.COUNT_NOT_TOLD),
    ("2.5 syringes recovered", How.COUNT_NOT_TOLD),
    ("99999 syringes recovered", How.COUNT_NOT_TOLD),
    ("1 200 syringes recovered", How.COUNT_NOT_TOLD),
    ("Pier 4 needles recovered", How.COUNT_NOT_TOLD),
    ("recovered an additional 3 syringes", How.COUNT_NOT_TOLD),
    ("Recovered 2 syringes from the steps. Recovered 3 syringes from the alley.", How.SEVERAL_COUNTS),
    ("2 syringes at the door. Recovered 3 syringes.", How.SEVERAL_COUNTS),
    ("EMS removed 2 syringes prior to arrival", How.OTHERS_HAD_THEM),
    ("syringes recovered by the police", How.OTHERS_HAD_THEM),
    ("Unable to locate needles. Boston Police picked them up before we arrived.", How.OTHERS_HAD_THEM),
    ("EMS on scene, they disposed of 2 needles", How.OTHERS_HAD_THEM),
    ("duplicate of 101000000000, 2 syringes recovered", How.DUPLICATE),
    ("Found 3 needles but could not reach them", How.UNCLEAR),
    ("found 2 syringes. No needles found in the park.", How.UNCLEAR),
    ("syringe " * LONGEST_TEXT, How.TOO_LONG),
]


@pytest.mark.parametrize(("text", "n_collected", "how"), NUMBERS, ids=[case[0] for case in NUMBERS])
def test_a_number_said_to_be_collected_is_read_and_the_rule_told(text, n_collected, how):
    assert read_closing_text(text) == Reading(n_collected, how)


@pytest.mark.parametrize(
    ("text", "n_collected"), REPORTED_AND_COLLECTED, ids=[case[0] for case in REPORTED_AND_COLLECTED]
)
def test_what_was_reported_is_told_apart_from_what_was_collected(text, n_collected):
    assert read_closing_text(text).n_collected == n_collected


@pytest.mark.parametrize("text", NONE)
def test_a_search_that_found_none_is_nought(text):
    assert read_closing_text(text) == Reading(0, How.NONE_FOUND)


@pytest.mark.parametrize(("text", "how"), UNKNOWN, ids=[repr(case[0][:60]) for case in UNKNOWN])
def test_what_does_not_say_a_number_is_unknown_with_its_reason(text, how):
    assert read_closing_text(text) == Reading(None, how)


def test_a_number_and_then_none_elsewhere_is_the_number():
    assert read_closing_text("1 syringe recovered. No other needles found.").n_collected == 1
    assert read_closing_text("8 needles recovered, no needles found in the park").n_collected == 8


def test_the_year_of_the_systems_own_line_is_no_count():
    line = "Case Closed. Closed date : Fri Apr 19 04:37:45 EDT 2024 "

    assert read_closing_text(line + "Syringes recovered").how is How.COUNT_NOT_TOLD
    assert read_closing_text(line + "3 syringes recovered") == Reading(3, How.COLLECTED)


def test_every_rule_has_an_example_here():
    told = {how for _, _, how in NUMBERS} | {how for _, how in UNKNOWN} | {How.NONE_FOUND}

    assert told == set(How)


def test_every_rule_is_explained_to_who_reads_its_name():
    explained = (PROJECT_ROOT / "docs" / "sharps-texts.md").read_text(encoding="utf-8")

    assert [how.value for how in How if f"`{how.value}`" not in explained] == []


@pytest.fixture(scope="module")
def closing_texts(shared_data):
    """The closing texts of 2015's needle tickets that have one, by case id."""
    raw = gzip.decompress((shared_data / "boston311" / "legacy_2015_header_b.csv.gz").read_bytes())
    rows = csv.DictReader(io.StringIO(raw.decode("utf-8", errors="replace"), newline=""))
    return {
        row["CASE_ENQUIRY_ID"]: row["CLOSURE_REASON"]
        for row in rows
        if "Needle" in row["TYPE"] and row["CLOSURE_REASON"].strip()
    }


def labels():
    with LABELS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_labels_are_numbers_or_unknown_in_two_halves_and_a_fresh_set():
    told = labels()

    assert len({row["case_id"] for row in told}) == 400
    assert Counter(row["set"] for row in told) == {"development": 150, "held_out": 150, "fresh": 100}
    assert [row for row in told if not re.fullmatch(r"\d{1,4}|unknown", row["n_collected"])] == []


@pytest.mark.realdata
def test_the_labelled_texts_are_those_that_the_written_rule_draws(closing_texts):
    drawn = sorted(closing_texts, key=lambda case_id: sha256(f"sharps 2015 {case_id}".encode()).hexdigest())
    sets = {case_id: ("development", "held_out")[place % 2] for place, case_id in enumerate(drawn[:300])}
    sets |= dict.fromkeys(drawn[300:400], "fresh")

    assert {row["case_id"]: row["set"] for row in labels()} == sets


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("part", "least_precision", "least_recall"),
    [("development", 0.99, 0.98), ("held_out", 0.99, 0.97), ("fresh", 0.98, 0.98)],
)
def test_the_numbers_read_in_real_texts_are_the_labelled_ones(closing_texts, part, least_precision, least_recall):
    read = [
        (row["n_collected"], str(read_closing_text(closing_texts[row["case_id"]]).n_collected))
        for row in labels()
        if row["set"] == part
    ]
    n_right = sum(label == number for label, number in read)
    n_given = sum(number != "None" for _, number in read)
    n_labelled = sum(label != "unknown" for label, _ in read)

    assert n_right >= least_precision * n_given
    assert n_right >= least_recall * n_labelled
    # None where some were collected, or some where none were, would be the worst mistakes.
    assert [
        pair for pair in read if "None" not in pair and "unknown" not in pair and "0" in pair and len(set(pair)) > 1
    ] == []
