from __future__ import annotations

from datetime import date

import pandas as pd

from pipelines.settings import load_policy, project_paths
from pipelines.steps.reasons import GiveReasons
from tests.support.tables import table

POLICY = load_policy(project_paths({}).reference_dir)

TERMS = table(
    """
    location_id | category_code | category_name   | reporter_group | n_tickets | contribution
    L1          | sharps        | Needles         | residents      | 3         | 0.30
    L1          | sharps        | Needles         | staff          | 5         | 0.20
    L1          | litter        | Litter          | residents      | 0         | 0.50
    """,
    n_tickets="int",
    contribution="float",
)
CATEGORIES = table(
    """
    location_id | category_code | is_ranked | n_incidents | n_tickets_from_text | oldest_open_days
    L1          | sharps        | yes       | 6           | 0                   | 34
    L1          | street_lights | no        | 9           | 0                   | 200
    """,
    is_ranked="bool",
    n_incidents="int",
    n_tickets_from_text="int",
    oldest_open_days="int",
)

CAVEATS = table(
    """
    location_id | caveat_no | caveat_text
    L1          | 2       | Note: Park Litter began in the 2025 system in May 2026: cannot be told
    L1          | 1       | Note: Litter & Debris moved to the 2025 system in April 2026: the rise comes from the move
    L2          | 1       | Note: Illegal Graffiti moved to the 2025 system in June 2026: the rise comes from the move
    """,
    caveat_no="int",
)


def reasons(*, caveats=CAVEATS[:0], from_text=0, **changes):
    place = {
        "location_id": "L1",
        "chronic_share": 0.78,
        "n_incidents_7d": 2,
        "n_open_tickets": 4,
        "first_listed_date": date(2015, 11, 2),
        "n_mornings_listed": 6,
        "change_kind": "kept",
        "change_text": "On the list since 2 November 2015",
        **changes,
    }
    step = GiveReasons(POLICY, date(2015, 11, 10))
    frames = {
        "locations": pd.DataFrame([place]),
        "location_terms": TERMS,
        "location_categories": CATEGORIES.assign(n_tickets_from_text=from_text),
        "location_caveats": caveats,
    }
    (found,) = step.run(frames)
    return found["reason_text"].tolist()


def test_a_category_tells_incidents_tickets_reporters_and_its_part_of_the_score():
    assert "Needles: 6 incidents in 28 days, 8 tickets (3 by residents, 5 by staff); 50 of 100 points" in reasons()


def test_a_category_without_tickets_in_the_window_says_that_its_part_is_old():
    assert "Litter: none in 28 days, but often before; 50 of 100 points" in reasons()


def test_the_share_of_the_slow_rate_is_said_in_words_and_figures():
    assert any(text.startswith("Mostly long-standing: 78 of 100 points") for text in reasons())
    assert any(text.startswith("Mostly recent: 20 of 100 points") for text in reasons(chronic_share=0.2))


def test_open_tickets_tell_the_oldest_of_a_ranked_category():
    assert "4 tickets still open, the oldest for 34 days" in reasons()


def test_nothing_open_is_not_a_reason():
    assert not any("still open" in text for text in reasons(n_open_tickets=0))


def test_a_place_listed_before_says_since_when():
    assert reasons()[-1] == "On the list 6 mornings, first on Monday 2 November 2015"


def test_a_place_that_moved_says_so_beside_since_when():
    moved = reasons(change_kind="moved", change_text="Its centre moved 40 m")

    assert moved[-1] == "On the list 6 mornings, first on Monday 2 November 2015; Its centre moved 40 m"


def test_a_place_listed_for_the_first_time_says_only_that():
    assert reasons(first_listed_date=date(2015, 11, 10), change_text="New on the list")[-1] == "New on the list"


def test_one_of_anything_is_singular():
    assert any("1 incident in the last 7 days" in text for text in reasons(n_incidents_7d=1))
    assert any("nothing new in the last 7 days" in text for text in reasons(n_incidents_7d=0))


def test_a_category_taken_from_text_says_so():
    told = [text for text in reasons(from_text=8) if text.startswith("Needles")]

    assert told == [
        "Needles: 6 incidents in 28 days, 8 tickets (3 by residents, 5 by staff); 50 of 100 points (derived from text)"
    ]


def test_a_category_partly_taken_from_text_says_of_how_many_tickets():
    assert any(text.endswith("50 of 100 points (3 of 8 tickets derived from text)") for text in reasons(from_text=3))


def test_a_place_says_what_must_be_known_before_its_figures_are_read_as_a_rise_or_a_fall():
    told = [text for text in reasons(caveats=CAVEATS) if text.startswith("Note")]

    assert told == [
        "Note: Litter & Debris moved to the 2025 system in April 2026: the rise comes from the move",
        "Note: Park Litter began in the 2025 system in May 2026: cannot be told",
    ]


def test_a_place_without_a_caveat_has_none():
    assert not any(text.startswith("Note") for text in reasons(caveats=CAVEATS[CAVEATS["location_id"] == "L2"]))
