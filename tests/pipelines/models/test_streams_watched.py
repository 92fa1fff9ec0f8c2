from __future__ import annotations

import pandas as pd
import pytest

from tests.support.models import run_model
from tests.support.tables import table


def covered(newest, *, holds_tickets="1"):
    feeds = table(f"feed_code | feed_name | newest_record_at\nf | Feed | {newest}", newest_record_at="instant")
    reviewed = table(f"feed_code | holds_tickets\nf | {holds_tickets}")
    return run_model("int_feeds__covered", {"int_feeds__freshness": feeds, "ref_feeds": reviewed})


@pytest.mark.parametrize(
    ("newest", "last_full"),
    [
        ("2015-11-10 03:47", "2015-11-09"),
        ("2015-11-10 00:00", "2015-11-09"),
        ("2015-11-09 23:59", "2015-11-08"),
        ("2015-11-09 06:00", "2015-11-08"),
        ("2015-11-01 05:30", "2015-10-31"),
    ],
    ids=["near the end", "six hours before the end", "a minute more", "at the beginning", "clocks set back"],
)
def test_a_huddle_day_is_held_in_full_when_the_newest_record_lies_near_its_end(newest, last_full):
    (found,) = covered(newest)["last_full_date"]

    assert str(pd.Timestamp(found).date()) == last_full


def test_a_feed_that_never_came_covers_no_day():
    assert covered("-").empty


def test_a_log_or_a_report_that_came_tells_nothing_of_the_days_of_tickets():
    assert covered("2015-11-10 03:47", holds_tickets="0").empty


def test_tickets_are_counted_once_a_day_and_group_whatever_their_number():
    seen = table(
        """
        feed_code   | system_code | category_code | category_name | type_name | channel_name | huddle_date
        city311_new | new         | litter        | Litter        | Debris    | Call         | 2015-11-08
        city311_new | new         | litter        | Litter        | Debris    | Call         | 2015-11-08
        city311_new | new         | litter        | Litter        | Debris    | -            | 2015-11-08
        city311_new | new         | litter        | Litter        | Debris    | Call         | 2015-11-09
        """,
        huddle_date="date",
    )

    found = run_model("int_streams__daily", {"int_tickets__seen": seen})

    rows = found.sort_values(["huddle_date", "channel_name"])[["channel_name", "n_tickets"]]
    assert rows.to_numpy().tolist() == [["(none stated)", 1], ["Call", 2], ["Call", 1]]


def test_a_place_is_noted_only_for_recent_ranked_tickets_of_a_noted_topic_of_the_new_system():
    located = table(
        """
        location_id | system_code | category_code | type_name | is_in_lookback | is_ranked
        L1          | new         | litter        | Debris    | yes            | yes
        L1          | new         | litter        | Debris    | yes            | yes
        L1          | new         | litter        | Debris    | no             | yes
        L2          | legacy      | litter        | Debris    | yes            | yes
        L3          | new         | litter        | Cans      | yes            | yes
        L4          | new         | lights        | Lights    | yes            | no
        """,
        is_in_lookback="bool",
        is_ranked="bool",
    )
    topics = table(
        """
        category_code | topic_name | note_text
        litter        | Debris     | moved
        litter        | Cans       |
        lights        | Lights     | moved
        """
    )

    found = run_model("int_locations__moved", {"int_tickets__located": located, "int_topics__migrated": topics})

    assert found[["location_id", "topic_name", "note_text", "n_tickets"]].to_numpy().tolist() == [
        ["L1", "Debris", "moved", 2]
    ]
