"""Sixty mornings, every audience, and somebody who keeps every file: no hidden count comes back on any of them.

The log has what is hard: a zone with one contact a month, one without any, a kind of help that was given on one day, a
correction handed in after the figures were told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from crt_handout import PUBLIC_RECORDS
from dashboard import cache
from dashboard.components.opening import morning_of
from dashboard.components.pack import READER
from dashboard.components.released_tables import released_counts
from dashboard.paper.release import table_files
from dashboard.stores import warehouse
from pipelines.build import build_morning
from pipelines.settings import project_paths
from pipelines.sources.landing import land_file
from tests.pipelines.readers.files import RECOVERY_LINE_HEADER, as_file, call_line, contact_line, outreach_file
from tests.support.attacker import HIDDEN, Knowledge, read, tie_answers, tie_mornings, tie_release
from tests.support.city_files import csv_text, ticket

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ZONE = ZoneInfo("America/New_York")
FIRST = date(2015, 9, 1)
N_MORNINGS = 60
LOOKBACK_DAYS = 28
LOG_BEGINS = FIRST - timedelta(days=LOOKBACK_DAYS + 5)
ON_ONE_DAY = FIRST + timedelta(days=20)
CORRECTED_ON = FIRST + timedelta(days=30)
# Contacts a day; the last but one has one a month.
ZONES = {"South End": 5.0, "Roxbury": 1.5, "Dorchester": 0.5, "Mattapan": 0.15, "Allston": 0.0, "Hyde Park": 0.0}
ONCE_A_MONTH = "Allston"
REFERENCE = project_paths({}).reference_dir


@dataclass(frozen=True)
class Released:
    """The folder of each morning's release, by audience."""

    folder: Path
    mornings: tuple[str, ...]

    def of(self, morning: str, audience: str = "leadership") -> Path:
        return self.folder / morning / audience


def _corner(zone: str, number: int) -> dict[str, object]:
    """Return where a corner lies: zones 2 km apart, corners of one zone 500 m."""
    column = list(ZONES).index(zone)
    return {
        "lon": round(-71.10 + 0.024 * (column % 3) + 0.006 * number, 6),
        "lat": round(42.30 + 0.02 * (column // 3), 6),
        "place": f"INTERSECTION of {['Alder', 'Birch'][number]} St & {zone.split(maxsplit=1)[0]} Ave  Boston  MA  ",
    }


def _tickets() -> list[dict[str, str]]:
    n_days = LOOKBACK_DAYS + 10 + N_MORNINGS
    rows = []
    for zone in ZONES:
        for corner in range(2):
            for day in range(n_days):
                opened_at = datetime.combine(LOG_BEGINS, datetime.min.time()) + timedelta(days=day, hours=9 + corner)
                row = ticket(len(rows) + 1, opened_at, closed_at=opened_at + timedelta(days=1), **_corner(zone, corner))
                rows.append({**row, "neighborhood": zone})
    return rows


def _contact(number: int, day: date, zone: str, chance: np.random.Generator, **changes: str) -> str:
    corner = _corner(zone, int(chance.integers(2)))
    help_columns = ("shelter_offer", "treatment_offer", "transport_offer")
    answers = {
        name: str(chance.choice(["accepted", "declined", "declined", "unavailable", "not_offered", "not_offered"]))
        for name in help_columns
    }
    outcome = str(chance.choice(["", "", "attained", "not_attained", "unknown"]))
    cells = {
        "contact_at": f"{day} {8 + number % 12:02d}:{number % 60:02d}",
        "place_text": "",
        "lon": str(corner["lon"]),
        "lat": str(corner["lat"]),
        "storage_offer": "not_offered",
        "decline_reason": str(chance.choice(["pet", "partner", "rules"])) if "declined" in answers.values() else "",
        "referral_to": "ats" if outcome else "",
        "referral_outcome": outcome,
        "sharps_collected": str(chance.choice([0, 0, 0, 1, 3])),
        "engaged": str(chance.choice(["yes", "no", ""])),
        **answers,
    }
    return contact_line(number, **(cells | changes))


def _log(seed: int) -> tuple[bytes, bytes]:
    """Return the log, and the corrections of some of its contacts."""
    chance = np.random.default_rng(seed)
    lines, corrections = [], []
    for back in range(LOOKBACK_DAYS + 5 + N_MORNINGS):
        day = LOG_BEGINS + timedelta(days=back)
        for zone, a_day in ZONES.items():
            n = int(a_day) + (chance.random() < a_day % 1)
            if zone == ONCE_A_MONTH and back % LOOKBACK_DAYS == 3:
                n = 1
            for _ in range(n):
                number = len(lines)
                is_special = day == ON_ONE_DAY and zone == "South End"
                changes = {"storage_offer": "accepted"} if is_special else {}
                lines.append(_contact(number, day, zone, chance, **changes))
                if CORRECTED_ON - timedelta(days=9) <= day < CORRECTED_ON - timedelta(days=2) and number % 5 == 0:
                    corrections.append(_contact(number, day, zone, chance))
    return outreach_file(lines), outreach_file(corrections)


def _calls(seed: int) -> bytes:
    chance = np.random.default_rng(seed)
    lines = []
    for back in range(LOOKBACK_DAYS + 5 + N_MORNINGS):
        day = LOG_BEGINS + timedelta(days=back)
        for _ in range(chance.integers(4)):
            called_at = datetime.combine(day, datetime.min.time()) + timedelta(hours=9 + int(chance.integers(10)))
            waits = chance.random() < 0.15
            linked = {"linked_at": f"{called_at + timedelta(minutes=int(chance.integers(5, 900))):%Y-%m-%d %H:%M}"}
            no_link = {"linked_to": "", "linked_at": "", "warm_handoff": "", "not_linked_reason": "waiting"}
            lines.append(
                call_line(
                    call_id=f"RL-{len(lines)}",
                    called_at=f"{called_at:%Y-%m-%d %H:%M}",
                    **(no_link if waits else linked),
                )
            )
    return as_file(RECOVERY_LINE_HEADER, lines)


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Released]:
    """Build sixty mornings and write what each audience gets of outreach and health figures on each of them."""
    root = tmp_path_factory.mktemp("sixty")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CRT_DATA_DIR", str(root / "data"))
        environment.delenv("CRT_OPERATIONS_URL", raising=False)
        log, corrections = _log(20151101)
        _hand_in(root, "tickets.csv", csv_text(_tickets()).encode(), "city311")
        _hand_in(root, "log.csv", log, "outreach")
        _hand_in(root, "calls.csv", _calls(7), "recovery_line")
        names = []
        for number in range(N_MORNINGS):
            morning = FIRST + timedelta(days=number)
            if morning == CORRECTED_ON:
                _hand_in(root, "corrections.csv", corrections, "outreach")
            build_morning(project_paths(), as_of_date=morning, built_at=datetime.now(UTC), report=lambda _line: None)
            names.append(str(morning))
            _write(root / "released" / str(morning))
        yield Released(root / "released", tuple(names))


def _hand_in(root: Path, name: str, content: bytes, feed: str) -> None:
    file = root / name
    file.write_bytes(content)
    land_file(file, expected=feed, paths=project_paths(), taken_at=None, is_sample=False, landed_at=datetime.now(UTC))  # type: ignore[arg-type]


def _write(folder: Path) -> None:
    paths = project_paths()
    build = cache.current_build(paths)
    assert build is not None
    with warehouse.opened_once():
        seen = morning_of(paths, build, role=PUBLIC_RECORDS)
        # The public gets of these figures what the reader of the working group's pack does.
        for role in (*seen.roles.roles, READER):
            own = folder / role.role_code
            own.mkdir(parents=True)
            for name, content in table_files(released_counts(replace(seen, role=role))).items():
                (own / name).write_bytes(content)
    build.file.unlink()


@pytest.mark.slow
def test_every_audience_gets_a_part_of_what_leadership_gets_and_nothing_else(released: Released) -> None:
    """So whoever cannot work a count out of leadership's files cannot out of all audiences' together."""
    for morning in released.mornings:
        whole = read(released.of(morning)).cells
        for own in (released.folder / morning).iterdir():
            part = read(own).cells
            assert part.items() <= whole.items(), own
    assert any(read(released.of(released.mornings[-1], "council")).cells)


@pytest.mark.slow
def test_on_no_morning_do_sums_say_more_of_a_small_count_than_that_it_is_one(released: Released) -> None:
    n_hidden = 0
    for morning in released.mornings:
        known = read(released.of(morning), morning=morning)
        tie_release(known, released.of(morning), REFERENCE, morning=morning)
        assert known.narrow() == {}
        n_hidden += sum(told.blank in HIDDEN for told in known.cells.values())
    assert n_hidden > 100 * N_MORNINGS


@pytest.mark.slow
def test_who_also_knows_which_answers_exclude_each_other_works_no_count_out(released: Released) -> None:
    for morning in released.mornings[::5]:
        known = read(released.of(morning), morning=morning)
        tie_release(known, released.of(morning), REFERENCE, morning=morning)
        tie_answers(known, REFERENCE, morning=morning)
        assert known.narrow(is_enough=lambda least, greatest, _told: greatest - least >= 1) == {}


@pytest.mark.slow
def test_who_lays_all_mornings_side_by_side_learns_no_more_of_a_small_count_than_that_it_is_one(
    released: Released,
) -> None:
    """Two days of one window less those of the next are two unseen days; over sixty mornings each day is in 28 sums."""
    known = Knowledge()
    for morning in released.mornings:
        own = read(released.of(morning), morning=morning)
        tie_release(own, released.of(morning), REFERENCE, morning=morning)
        kept = {cell: told for cell, told in own.cells.items() if cell.table == "outreach" and cell.keys[0] != "place"}
        known.cells |= kept
        known.ties += [tie for tie in own.ties if all(name in kept for name in tie[0])]
    tie_mornings(known, list(released.mornings), days=LOOKBACK_DAYS, corrected_on=str(CORRECTED_ON))
    small = [cell for cell, told in known.cells.items() if told.blank == "suppressed"]
    others = [cell for cell, told in known.cells.items() if told.blank == "suppressed_complementary"]
    asked = [others[place] for place in np.random.default_rng(11).permutation(len(others))[:400]]

    assert len(small) > 10 * N_MORNINGS
    assert known.narrow([*small, *asked]) == {}
