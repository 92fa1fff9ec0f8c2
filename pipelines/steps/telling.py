"""What the screens will tell of every outreach figure; decided once, here, for everybody who looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from geo.disclosure import EVERYBODY, EarlierTold, OutreachTables, Thresholds, answers_of, release_outreach, told_bounds

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from pipelines.settings import Policy


class TellOutreach:
    """Sends the outreach figures of city, zones and places through disclosure, beside what earlier mornings told."""

    name = "decide what is told of outreach"
    reads = frozenset(
        {
            "location_outreach",
            "zone_outreach",
            "city_outreach",
            "location_zones",
            "zones",
            "ref_outreach_measures",
            "raw_crt__told_outreach",
            "int_outreach__periods",
        }
    )
    writes = ("int_outreach__released", "int_outreach__told")

    def __init__(self, policy: Policy, as_of_date: date) -> None:
        self._lookback_days = policy.lookback_days
        self._thresholds = Thresholds(
            health_below=policy.suppress_health_below, outreach_below=policy.suppress_outreach_below
        )
        self._as_of_date = as_of_date

    def run(self, frames: Mapping[str, pd.DataFrame]) -> tuple[pd.DataFrame, ...]:
        """Return every figure as it is told, and what that says of the city and the zones to the mornings after it."""
        periods = frames["int_outreach__periods"]
        begun = pd.to_datetime(periods.loc[periods["feed_code"] == "outreach", "begun_date"])
        # Between two mornings on which places are told nothing of them stands anywhere, in the build neither.
        tells_places = bool((begun == pd.Timestamp(self._as_of_date)).any())
        location_zones = frames["location_zones"]
        tables = OutreachTables(
            locations=frames["location_outreach"],
            zones=frames["zone_outreach"],
            city=frames["city_outreach"],
            location_zones=location_zones if tells_places else location_zones.iloc[:0],
            # Public, and no count of outreach decides it.
            zone_order=tuple(frames["zones"].sort_values(["n_tickets", "zone_id"])["zone_id"]),
            answers=answers_of(frames["ref_outreach_measures"]),
        )
        earlier = EarlierTold(self._as_of_date, self._lookback_days, frames["raw_crt__told_outreach"])
        released = release_outreach(tables, audience=EVERYBODY, thresholds=self._thresholds, earlier=earlier)
        return released, told_bounds(released, tables, thresholds=self._thresholds, as_of_date=self._as_of_date)
