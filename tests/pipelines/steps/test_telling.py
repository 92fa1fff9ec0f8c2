"""A build decides what is told of outreach beside what the mornings before it told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd

from pipelines.settings import load_policy, load_reference, project_paths
from pipelines.sources.told_outreach import SCHEMA
from pipelines.steps.telling import TellOutreach

REFERENCE = project_paths({}).reference_dir
FIRST = date(2015, 9, 1)
ZONES = ("Na", "Nb", "Nc")
NOTHING = SCHEMA.empty_table().to_pandas()


def counted(key: str, counts: dict[str, int]) -> pd.DataFrame:
    measure = {"measure_code": "contacts", "measure_name": "Contacts", "column_class": "outreach", "blank": ""}
    return pd.DataFrame([{key: name, "n_events": n, **measure} for name, n in counts.items()])


def tell(
    day: int, parts: tuple[int, int, int], earlier: pd.DataFrame, *, begun: int = 0, at_place: int = 0, **blank: str
) -> tuple[pd.DataFrame, ...]:
    zones = counted("zone_id", dict(zip(ZONES, parts, strict=True)))
    frames = {
        "location_outreach": counted("location_id", {"elsewhere": sum(parts) - at_place, "La": at_place}),
        "zone_outreach": zones,
        "city_outreach": counted("location_id", {"city": sum(parts)}).drop(columns="location_id"),
        "location_zones": pd.DataFrame({"location_id": ["La"], "zone_id": ["Na"]}),
        "zones": pd.DataFrame({"zone_id": ZONES, "n_tickets": [1, 2, 3]}),
        "ref_outreach_measures": load_reference(REFERENCE, "outreach_measures"),
        "raw_crt__told_outreach": earlier,
        "int_outreach__periods": pd.DataFrame(
            {"feed_code": ["outreach"], "begun_date": [FIRST + timedelta(days=begun)]}
        ),
    }
    if blank:
        for name in ("location_outreach", "zone_outreach", "city_outreach"):
            frames[name] = frames[name].assign(n_events=None, **blank)
    # Sums of two days, so that three mornings are enough to share some.
    policy = replace(load_policy(REFERENCE), lookback_days=2)
    return TellOutreach(policy, FIRST + timedelta(days=day)).run(frames)


def figures(released: pd.DataFrame) -> dict[str, object]:
    told = released.set_index("location_id")
    return {name: told.loc[name, "blank"] or int(told.loc[name, "n_events"]) for name in ("city", *ZONES)}


def test_what_is_told_is_kept_as_the_bounds_that_a_screen_gives():
    released, told = tell(0, (12, 3, 20), NOTHING)

    assert figures(released) == {
        "city": 35, "Na": "suppressed_complementary", "Nb": "suppressed", "Nc": 20
    }  # fmt: skip
    kept = told.set_index("location_id")
    assert kept.loc["city", ["n_least", "n_greatest"]].tolist() == [35, 35]
    assert kept.loc["Nb", ["n_least", "n_greatest", "is_small"]].tolist() == [1, 4, True]
    assert kept.loc["Na", ["n_least", "is_small", "is_hidden"]].tolist() == [1, False, True]
    assert set(told["as_of_date"]) == {pd.Timestamp(FIRST)}


def test_the_same_figures_may_be_told_differently_beside_another_morning():
    alone, _ = tell(2, (8, 0, 6), NOTHING)
    earlier = NOTHING
    for day, parts in enumerate([(5, 14, 32), (13, 8, 2)]):
        _, told = tell(day, parts, earlier)
        earlier = pd.concat([earlier, told], ignore_index=True)
    beside, _ = tell(2, (8, 0, 6), earlier)

    hidden = "suppressed_complementary"
    assert figures(alone) == {"city": 14, "Na": 8, "Nb": "zero", "Nc": 6}
    assert figures(beside) == {"city": 14, "Na": hidden, "Nb": "zero", "Nc": hidden}


def test_a_late_log_tells_nothing_and_nothing_is_kept_of_it():
    released, told = tell(0, (12, 3, 20), NOTHING, blank="late")

    assert set(released["blank"]) == {"late"}
    assert told.empty


def test_what_was_told_of_other_zones_decides_nothing_today():
    _, told = tell(0, (12, 3, 20), NOTHING)
    other = told.assign(location_id=told["location_id"].replace("Nc", "Nz"))

    assert figures(tell(1, (12, 3, 20), other)[0]) == figures(tell(1, (12, 3, 20), NOTHING)[0])


def test_places_are_told_on_the_morning_on_which_a_period_begins_and_in_no_build_between():
    began, _ = tell(0, (12, 6, 20), NOTHING, at_place=7)
    between, _ = tell(1, (12, 6, 20), NOTHING, at_place=7)

    assert began.set_index("level").loc["place", ["location_id", "n_events"]].tolist() == ["La", 7]
    assert set(between["level"]) == {"city", "zone"}
    assert figures(between) == figures(began)
