"""Sixty mornings of a made-up city, built by the real pipeline once for all tests of a run, and what was released.

The logs have what is hard: a zone with one contact a month, one without any, a kind of help that was given on one day,
a correction handed in after the figures were told. Of a seeded sample of the mornings the data folder is kept as it
stood then, so that its pages can be opened.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from contextlib import contextmanager
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
from tests.pipelines.readers.files import (
    OVERNIGHT_HEADER,
    RECOVERY_LINE_HEADER,
    as_file,
    call_line,
    contact_line,
    outreach_file,
    overnight_line,
)
from tests.support.city_files import csv_text, ticket
from tests.support.hmis_exports import export_row, pack, small_export

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
# Of each quarter of the sixty one morning, none of them in the first week: each can be laid beside earlier ones.
_SAMPLE_SEED, _N_SAMPLED, _FIRST_WEEK = 20151101, 4, 7
_CHANCE = np.random.default_rng(_SAMPLE_SEED)
SAMPLED = tuple(
    str(FIRST + timedelta(days=int(_CHANCE.integers(max(part, _FIRST_WEEK), part + N_MORNINGS // _N_SAMPLED))))
    for part in range(0, N_MORNINGS, N_MORNINGS // _N_SAMPLED)
)
_HMIS_PROJECTS = {"P1": ("Harbor Outreach", 2.5), "P2": ("Lantern PATH Team", 1.2), "P3": ("Quay Shelter", 0.3)}
_DAYS_BETWEEN_EXPORTS = 14
_STEPS_SEED = 10
_SUNDAY = 7


@dataclass(frozen=True)
class SixtyMornings:
    """The folder of each morning's release by audience, and of the sampled ones the data folder as it stood."""

    folder: Path

    @property
    def mornings(self) -> tuple[str, ...]:
        """Every morning, as an ISO date."""
        return tuple(str(FIRST + timedelta(days=number)) for number in range(N_MORNINGS))

    def of(self, morning: str, audience: str = "leadership") -> Path:
        """Return the folder of what an audience got of outreach and health on a morning."""
        return self.released / morning / audience

    @property
    def released(self) -> Path:
        """The folder of all releases."""
        return self.folder / "released"

    def kept_before(self, morning: str) -> list[str]:
        """Return the mornings whose builds stand beside a sampled one."""
        return [each for each in _kept() if each < morning]

    @contextmanager
    def opened(self, morning: str, scratch: Path) -> Iterator[None]:
        """Open a sampled morning: its build, the kept ones before it, and an empty record in a folder of one's own."""
        shutil.copytree(self.folder / "seen" / morning, scratch / morning, symlinks=True)
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("CRT_DATA_DIR", str(scratch / morning))
            environment.delenv("CRT_OPERATIONS_URL", raising=False)
            yield


def sixty_mornings(factory: pytest.TempPathFactory) -> SixtyMornings:
    """Return the sixty mornings: the first test of a run that asks builds them, whichever process it is in."""
    base = factory.getbasetemp()
    # Each process of a run has a folder of its own in the run's.
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "sixty"
    folder.mkdir(exist_ok=True)
    made = folder / "made"
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            _build(folder)
            made.touch()
    return SixtyMornings(folder)


def finely_told_on(morning: str) -> str:
    """Return the morning whose finer tables of outreach are told on another one, by docs/privacy.md."""
    days = (date.fromisoformat(morning) - FIRST).days
    return str(FIRST + timedelta(days=days // LOOKBACK_DAYS * LOOKBACK_DAYS))


def _kept() -> list[str]:
    """Return the mornings whose builds are kept: those sampled, the last of each week, and where a period began."""
    mornings = [FIRST + timedelta(days=number) for number in range(N_MORNINGS)]
    return [
        str(each)
        for each in mornings
        if str(each) in (*SAMPLED, finely_told_on(str(each))) or each.isoweekday() == _SUNDAY
    ]


def _build(root: Path) -> None:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("CRT_DATA_DIR", str(root / "data"))
        environment.delenv("CRT_OPERATIONS_URL", raising=False)
        log, corrections = _log(20151101)
        _hand_in(root, "tickets.csv", csv_text(_tickets()).encode(), "city311")
        _hand_in(root, "log.csv", log, "outreach")
        _hand_in(root, "calls.csv", _calls(7), "recovery_line")
        _hand_in(root, "nights.csv", _nights(8), "overnight")
        _hand_in(root, "courts.csv", _courts(), "court_totals")
        for number, export in enumerate(_exports(9)):
            _hand_in(root, f"hmis-{number}.zip", export, "hmis")
        for number in range(N_MORNINGS):
            morning = FIRST + timedelta(days=number)
            if morning == CORRECTED_ON:
                _hand_in(root, "corrections.csv", corrections, "outreach")
            build_morning(project_paths(), as_of_date=morning, built_at=datetime.now(UTC), report=lambda _line: None)
            _write(root, str(morning))


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
        **_steps(number),
    }
    return contact_line(number, **(cells | changes))


def _steps(number: int) -> dict[str, str]:
    """Return what a contact says of navigation, a ride and what a later check found: most say nothing of them."""
    chance = np.random.default_rng([_STEPS_SEED, number])
    told = {
        "navigation": str(chance.choice(["", "", "asked", "given", "arrived", "arrived", "not_arrived"])),
        "transport": str(chance.choice(["", "", "", "given", "arrived", "not_arrived"])),
        "retained_1d": str(chance.choice(["", "", "", "still_there", "not_there", "unknown"])),
    }
    providers = {
        "navigation_provider": str(chance.choice(["recovery_navigator", "outreach_team", "shelter"])),
        "transport_provider": str(chance.choice(["city_van", "city_van", "ride_service"])),
    }
    return told | {name: words for name, words in providers.items() if told[name.removesuffix("_provider")]}


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


def _nights(seed: int) -> bytes:
    """Return what EMS told of each night; of the calls most were survived, so small and large counts stand together."""
    chance = np.random.default_rng(seed)
    lines = []
    for number in range(N_MORNINGS):
        morning = FIRST + timedelta(days=number)
        calls = int(chance.integers(0, 30))
        survived = int(chance.binomial(calls, 0.7))
        counts = {
            "ems_overdose_calls": calls,
            "overdose_nonfatal": survived,
            "overdose_fatal": int(chance.binomial(calls - survived, 0.2)),
            "naloxone_given": int(chance.integers(0, 40)),
        }
        lines += [
            overnight_line(
                night_date=str(morning - timedelta(days=1)),
                measure_code=measure,
                value=str(n),
                as_at=f"{morning}T05:00-04:00",
                source="EMS desk",
            )
            for measure, n in counts.items()
        ]
    return as_file(OVERNIGHT_HEADER, lines)


def _courts() -> bytes:
    lines = [
        f"{quarter},{program},{measure},{total},{told_on},Court data office"
        for quarter, told_on in (("2015-Q1", "2015-04-12"), ("2015-Q2", "2015-07-12"), ("2015-Q3", "2015-10-12"))
        for program, totals in (("recovery_court", (25, "suppressed")), ("pretrial_diversion", (0, 14)))
        for measure, total in zip(("referred", "started"), totals, strict=True)
    ]
    return as_file("quarter,program_code,measure_code,total,as_at,source", lines)


def _exports(seed: int) -> Iterator[bytes]:
    """Yield an HMIS export of each fortnight: three projects, one of which has a contact now and then."""
    chance = np.random.default_rng(seed)
    begins = FIRST - timedelta(days=70)
    stays = [
        {
            "EnrollmentID": f"{code}-{number}",
            "PersonalID": f"X{code}{number}",
            "ProjectID": code,
            "DateOfEngagement": str(begins + timedelta(days=int(chance.integers(120)))),
        }
        for code in _HMIS_PROJECTS
        for number in range(12)
    ]
    contacts = [
        {"EnrollmentID": f"{code}-{chance.integers(12)}", "InformationDate": str(begins + timedelta(days=back))}
        for code, (_, a_day) in _HMIS_PROJECTS.items()
        for back in range(70 + N_MORNINGS)
        for _ in range(chance.poisson(a_day))
    ]
    services = [
        {
            "EnrollmentID": f"P2-{chance.integers(12)}",
            "DateProvided": str(begins + timedelta(days=back)),
            "RecordType": str(chance.choice([141, 161])),
            "TypeProvided": "6",
            "ReferralOutcome": str(chance.choice(["1", "2", ""])),
        }
        for back in range(70 + N_MORNINGS)
        for _ in range(chance.poisson(1.5))
    ]
    for days in range(0, N_MORNINGS, _DAYS_BETWEEN_EXPORTS):
        made_on = FIRST + timedelta(days=days - 1)
        until = str(made_on)
        yield pack(
            small_export(
                Export=[
                    export_row(
                        ExportDate=f"{until} 20:00:00",
                        ExportStartDate=str(begins),
                        ExportEndDate=str(made_on - timedelta(days=1)),
                    )
                ],
                Project=[
                    {"ProjectID": code, "ProjectName": name, "ProjectType": "4"}
                    for code, (name, _) in _HMIS_PROJECTS.items()
                ],
                ProjectCoC=[
                    {"ProjectID": code, "CoCCode": "MA-500", "Geocode": "250282", "ZIP": "02118"}
                    for code in _HMIS_PROJECTS
                ],
                Enrollment=stays,
                CurrentLivingSituation=[row for row in contacts if row["InformationDate"] < until],
                Services=[row for row in services if row["DateProvided"] < until],
            )
        )


def _hand_in(root: Path, name: str, content: bytes, feed: str) -> None:
    file = root / name
    file.write_bytes(content)
    land_file(file, expected=feed, paths=project_paths(), taken_at=None, is_sample=False, landed_at=datetime.now(UTC))  # type: ignore[arg-type]


def _write(root: Path, morning: str) -> None:
    """Write what every audience gets of the morning just built, and keep or drop its build."""
    paths = project_paths()
    build = cache.current_build(paths)
    assert build is not None
    with warehouse.opened_once():
        seen = morning_of(paths, build, role=PUBLIC_RECORDS)
        # The public gets of these figures what the reader of the working group's pack does.
        for role in (*seen.roles.roles, READER):
            own = root / "released" / morning / role.role_code
            own.mkdir(parents=True)
            for name, content in table_files(released_counts(replace(seen, role=role))).items():
                (own / name).write_bytes(content)
    if morning not in _kept():
        build.file.unlink()
        return
    kept = root / "kept" / build.file.name
    kept.parent.mkdir(exist_ok=True)
    shutil.copy(build.file, kept)
    # Where a period began the build is told from on later mornings.
    if morning != finely_told_on(morning):
        build.file.unlink()
    if morning in SAMPLED:
        # The data folder as it stood, without the raw files, which no page reads.
        then = project_paths({"CRT_DATA_DIR": str(root / "seen" / morning)})
        then.builds_dir.mkdir(parents=True)
        for file in kept.parent.iterdir():
            (then.builds_dir / file.name).symlink_to(file)
        for file in (paths.manifest_file, paths.last_attempt_file):
            shutil.copy(file, then.warehouse_dir / file.name)
