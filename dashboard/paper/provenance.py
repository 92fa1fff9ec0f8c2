"""What every file that leaves the board says of itself: which build and morning, for whom, and whether it is real."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.contracts import Column

if TYPE_CHECKING:
    from datetime import date, datetime

    import pandas as pd

SAMPLE_WORDS = "SAMPLE: a made-up city"

COLUMNS = (
    Column("as_of_date", "date", "The huddle's date; the same in every row", source="builds"),
    Column("build_id", "text", "The build it was made from; the same in every row", source="builds"),
    Column(
        "sample",
        "text",
        f'"{SAMPLE_WORDS}" in every row when the build is the sample, else empty',
        source="builds",
        is_nullable=True,
    ),
)
"""Stand last in every table, because a file is often passed on alone."""


@dataclass(frozen=True)
class FeedFreshness:
    """One feed's newest record before the morning; None when nothing came."""

    feed_code: str
    feed_name: str
    status: str
    newest_record_at: datetime | None


@dataclass(frozen=True)
class Provenance:
    """Whose morning a download holds and for which role it was made; instants are aware."""

    build_id: str
    as_of_date: date
    as_of_at: datetime
    published_at: datetime
    policy_digest: str
    is_sample: bool
    is_reconstructed: bool
    lookback_days: int
    radius_m: float
    feeds: tuple[FeedFreshness, ...]
    role_name: str
    sees_points: bool

    @property
    def sample(self) -> str | None:
        """What the column `sample` says in every row."""
        return SAMPLE_WORDS if self.is_sample else None

    @property
    def prefix(self) -> str:
        """Stands before every file's name, so that a file passed on alone still says what it is."""
        return "SAMPLE-" if self.is_sample else ""

    def stamped(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the rows with the three columns that say where they come from."""
        return rows.assign(as_of_date=self.as_of_date, build_id=self.build_id, sample=self.sample)

    def as_json(self) -> dict[str, str | bool | None]:
        """Return what a map layer says of itself; instants in ISO 8601."""
        return {
            "build_id": self.build_id,
            "as_of_date": self.as_of_date.isoformat(),
            "as_of_at": self.as_of_at.isoformat(),
            "published_at": self.published_at.isoformat(),
            "policy_digest": self.policy_digest,
            "sample": self.sample,
            "is_sample": self.is_sample,
            "made_for": self.role_name,
            "use": "Places, never people: see the readme.",
        }
