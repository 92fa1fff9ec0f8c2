"""One count, one audience: what may be shown of it (decision 0009)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from geo.errors import BadParameterError, GeoError

ReleasedClass = Literal["public", "outreach", "health"]
FeedStatus = Literal["current", "late", "not_collected"]


class NotForAudienceError(GeoError):
    """A count was asked for on behalf of somebody who may not even know that it exists."""


class Blank(StrEnum):
    """Five different things that are not the same empty cell."""

    ZERO = "zero"
    SUPPRESSED = "suppressed"
    SUPPRESSED_COMPLEMENTARY = "suppressed_complementary"
    NOT_COLLECTED = "not_collected"
    LATE = "late"


@dataclass(frozen=True)
class Audience:
    """Who is looking: a role, which classes of counts it may see, and whether of single places. Denied unless said."""

    role_code: str
    sees_outreach: bool = False
    sees_health: bool = False
    sees_places: bool = False


EVERYBODY = Audience("everybody together", sees_outreach=True, sees_health=True, sees_places=True)
"""Two people of different roles who lay their screens side by side: what is hidden is decided for them."""


@dataclass(frozen=True)
class Thresholds:
    """Counts from 1 to one below these are hidden; from the policy table."""

    health_below: int
    outreach_below: int

    def __post_init__(self) -> None:
        if min(self.health_below, self.outreach_below) < 1:
            raise BadParameterError(f"a threshold must be at least 1: {self}")

    def below(self, column_class: str) -> int:
        """Return the threshold of a class; 0 for public counts, which are published already."""
        return {"public": 0, "outreach": self.outreach_below, "health": self.health_below}[column_class]


@dataclass(frozen=True)
class Released:
    """A count as it may be shown.

    Exactly one of three: a figure above zero (`blank` is None); a true zero, which shows (`value` 0,
    `blank` ZERO); a blank with its reason (`value` is None).
    """

    value: int | None
    blank: Blank | None

    def __post_init__(self) -> None:
        shows_zero = self.value == 0 and self.blank is Blank.ZERO
        shows_figure = self.value is not None and self.value > 0 and self.blank is None
        shows_blank = self.value is None and self.blank not in (None, Blank.ZERO)
        if not (shows_zero or shows_figure or shows_blank):
            raise BadParameterError("a released count is a figure, a zero or a blank with its reason")


def may_see(column_class: str, audience: Audience) -> bool:
    """Return whether the audience may see counts of this class at all; a class nobody knows is seen by nobody."""
    allowed = {"public": True, "outreach": audience.sees_outreach, "health": audience.sees_health}
    return allowed.get(column_class, False)


def release_count(
    n: int | None,
    *,
    column_class: ReleasedClass,
    audience: Audience,
    thresholds: Thresholds,
    feed_status: FeedStatus = "current",
) -> Released:
    """Turn one raw count into what this audience may be shown.

    Parameters
    ----------
    n
        The raw count; None when none was made.
    column_class
        Whose rules hold: `public`, `outreach` or `health`.
    audience
        Who is looking.
    thresholds
        From the policy table.
    feed_status
        Of the feed the count comes from. A late feed's count is too low, so it is not shown as if it were
        the count.

    Returns
    -------
    The figure, the zero, or the blank with its reason.

    Raises
    ------
    NotForAudienceError
        The audience may not see the class. Ask `may_see` first, and leave the whole block out.
    BadParameterError
        The count is negative, or the feed's status is none of the three.
    """
    if not may_see(column_class, audience):
        raise NotForAudienceError(f"{audience.role_code} may not see counts of class {column_class}")
    if feed_status not in ("current", "late", "not_collected"):
        raise BadParameterError(f"no feed status: {feed_status!r}")
    if n is not None and n < 0:
        raise BadParameterError("a count must not be negative")
    if feed_status == "late":
        return Released(None, Blank.LATE)
    if n is None or feed_status == "not_collected":
        return Released(None, Blank.NOT_COLLECTED)
    if n == 0:
        return Released(0, Blank.ZERO)
    if n < thresholds.below(column_class):
        return Released(None, Blank.SUPPRESSED)
    return Released(n, None)


def describe_blank(blank: Blank, *, threshold: int) -> str:
    """Return a blank in words for the screen.

    Parameters
    ----------
    blank
        Which of the five.
    threshold
        The threshold of the count's class; said only where the count lies under it.
    """
    return {
        Blank.ZERO: "0",
        Blank.SUPPRESSED: f"fewer than {threshold}",
        Blank.SUPPRESSED_COMPLEMENTARY: "hidden so that another figure cannot be worked out",
        Blank.NOT_COLLECTED: "not collected",
        Blank.LATE: "late",
    }[blank]
