"""Five past huddles: the actions that were opened, handed over and closed before the sample's last morning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipelines.sample.truths import ACTION_DONE_DATE, ACTION_OPENED_DATE, FADING_PLACE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipelines.sample.streets import NamedPlace

_FRIDAY, _TUESDAY, _WEDNESDAY = "2026-10-09", "2026-10-13", "2026-10-14"
_PRESENT = ("crt", "public_works", "parks", "recovery_services", "providers", "shelters", "ems")
# When the chair went to each part, minutes after eight: the plan's own times.
_PART_MINUTES = ((2, 31), (3, 33), (4, 36), (5, 40), (6, 42), (7, 44))


def past_huddles(places: tuple[NamedPlace, ...], *, corner: Mapping[str, Any]) -> dict[str, Any]:
    """Return the five huddles as plain data, in the order things were recorded.

    Parameters
    ----------
    places
        The named places. Ids and numbers of locations come from a build, so an
        event names its place by name and point, and whoever loads it asks that morning's list for the nearest one.
    corner
        `street_name`, `lon`, `lat` of the corner from which things moved in July.

    Returns
    -------
    `{"huddles": [{"huddle_date", "role_code", "events": [...]}]}`; an event has `kind`, `action_key` (the same in
    all events of an action; null for what is about the meeting itself), `recorded_at` (local, with offset), `facts`,
    `payload`, `place` (name, lon, lat; or null), and a `role_code` of its own where it is not the huddle's.
    """
    where = {place.name: {"name": place.name, "lon": place.lon, "lat": place.lat} for place in places}
    at_corner = {"name": corner["street_name"], "lon": float(corner["lon"]), "lat": float(corner["lat"])}
    return {
        "huddles": [
            _huddle(ACTION_OPENED_DATE, _july_promises(where[FADING_PLACE], at_corner)),
            _huddle(ACTION_DONE_DATE, _july_results()),
            _huddle(_FRIDAY, _friday(where)),
            _huddle(_TUESDAY, _tuesday(where)),
            _huddle(_WEDNESDAY, _wednesday(where)),
        ]
    }


def _july_promises(common: dict[str, Any], corner: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        _opened(
            "paths-kiln-common",
            "Clear the paths of the common, then walk them every morning before seven.",
            owner="parks",
            due="2026-07-16",
            how="A week without a needle or litter report from the common.",
            place=common,
        ),
        _opened(
            "corner-clean-up",
            "Clean the corner and the walls beside it, twice.",
            owner="public_works",
            due="2026-07-16",
            how="Half as many reports there in the four weeks after.",
            place=corner,
        ),
    ]


def _july_results() -> list[dict[str, Any]]:
    return [
        _changed("action_closed", "paths-kiln-common", "Cleared on Wednesday; the walk goes on.", status="done"),
        _changed("action_closed", "corner-clean-up", "Cleaned on Tuesday and Wednesday.", status="done"),
    ]


def _friday(where: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        _opened(
            "baskets-lantern-square",
            "Second basket at the north side of the square, emptied before 07:00.",
            owner="public_works",
            due="2026-10-14",
            how="Litter tickets there on the morning of the 14th: none older than a day.",
            place=where["Lantern Square"],
        ),
        _opened(
            "sharps-kiosk-saltworks",
            "Walk the square at 06:30 and 18:00 and empty the sharps kiosk.",
            owner="recovery_services",
            due="2026-10-16",
            how="Sharps requested there falls below the week before.",
            place=where["Saltworks Square"],
        ),
        _opened(
            "arrivals-ferry-landing",
            "Find out from the providers why nobody referred from the landing has arrived.",
            owner="providers",
            due="2026-10-13",
            how="A list of reasons, by provider, on the table.",
            place=where["Ferry Landing"],
        ),
    ]


def _tuesday(where: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        _changed(
            "action_handed_over",
            "arrivals-ferry-landing",
            "The bed list is kept by Recovery Services, not by the providers.",
            owner_agency_code="recovery_services",
            due_date="2026-10-16",
        ),
        _opened(
            "graffiti-one-address",
            "Look at the forty graffiti reports from one address before a crew is sent.",
            owner="property",
            due="2026-10-14",
            how="One answer to the reporter, one visit if there is paint.",
            place=None,
        ),
        _opened(
            "walk-kiln-common",
            "Nothing has been reported at the common since July: walk it once more before the daily walk ends.",
            owner="parks",
            due="2026-10-15",
            how="One walk on the 15th, its result at the huddle.",
            place=where["Kiln Common"],
        ),
    ]


def _wednesday(where: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        _changed(
            "action_closed",
            "graffiti-one-address",
            "One wall, painted over on Tuesday; the reporter was called back.",
            status="done",
        ),
        _changed("action_noted", "baskets-lantern-square", "Basket stands; the early round begins on Thursday."),
        _opened(
            "late-feed",
            "Ask the 311 data desk why nothing of the 2025 system has come since Monday morning.",
            owner="crt",
            due="2026-10-15",
            how="Data health shows the feed as current.",
            place=None,
        ),
        _opened(
            "vans-ferry-landing",
            "A van at the landing from 08:00 to 10:00, straight to the door of the service.",
            owner="shelters",
            due="2026-10-19",
            how="The van was at the landing on each of these mornings.",
            place=where["Ferry Landing"],
        ),
    ]


def _huddle(huddle_date: str, events: list[dict[str, Any]]) -> dict[str, Any]:
    """Return one huddle, in the order things were recorded: led by its chair from 08:30 to 08:45."""
    told = [*_led(), *((f"08:{34 + 2 * n:02d}:20", event) for n, event in enumerate(events))]
    stamped = [
        {"recorded_at": f"{huddle_date}T{clock}-04:00", **event}
        for clock, event in sorted(told, key=lambda each: each[0])
    ]
    return {"huddle_date": huddle_date, "role_code": "leadership", "events": stamped}


def _led() -> list[tuple[str, dict[str, Any]]]:
    """Return what the chair records of a huddle by the clock: the start, the roll call, the parts, the close."""
    present = [(f"08:30:{10 + n}", _by_chair("agency_arrived", agency_code=code)) for n, code in enumerate(_PRESENT)]
    parts = [(f"08:{minute}:00", _by_chair("meeting_stepped", part_no=str(number))) for number, minute in _PART_MINUTES]
    return [("08:30:00", _by_chair("meeting_started")), *present, *parts, ("08:45:00", _by_chair("meeting_closed"))]


def _by_chair(kind: str, **facts: str) -> dict[str, Any]:
    return {"kind": kind, "action_key": None, "role_code": "chair", "facts": facts, "payload": {}, "place": None}


def _opened(
    action_key: str, what: str, *, owner: str, due: str, how: str, place: dict[str, Any] | None
) -> dict[str, Any]:
    return {
        "kind": "action_opened",
        "action_key": action_key,
        "facts": {"owner_agency_code": owner, "due_date": due},
        "payload": {"what": what, "how_we_know": how},
        "place": place,
    }


def _changed(kind: str, action_key: str, words: str, **facts: str) -> dict[str, Any]:
    return {"kind": kind, "action_key": action_key, "facts": facts, "payload": {"words": words}, "place": None}
