"""What is due for erasure, by the reviewed rules, and its erasure with a record that it was.

A rule may not be shorter than what a build still counts: it is refused where it is. What the morning on the screens
still looks back on is never due, whatever the calendar says.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from pipelines.build import account_files
from pipelines.errors import DataFolderError, PolicyError
from pipelines.publication import KEEP_BUILDS_DAYS, only_writer, read_manifest
from pipelines.readers.inbox_log import PATTERN
from pipelines.readers.results import HMIS
from pipelines.settings import load_policy, load_reference, morning_instant
from pipelines.sources.erasures import Erasure, erased_files, note_erasure
from pipelines.sources.receipts import hold_landing_lock, read_receipts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from pipelines.settings import Paths, Policy
    from pipelines.sources.receipts import Receipt

FEED_OF_RULE = {
    "outreach_logs": "outreach",
    "recovery_line_logs": "recovery_line",
    "hmis_exports": HMIS,
    "overnight_reports": "overnight",
}
PHONE_CONTACTS, ACCESS_LOG = "phone_contacts", "access_log"
"""Rules of what stands in the operations database, which its own store erases."""

_BUILDS, _BACKUPS, _WAITING = "closed_builds", "backups", "waiting_logs"
# A night may be corrected for 31 days, and stands a day on the screens.
_OVERNIGHT_DAYS = 33
_WEEK_DAYS = 7


@dataclass(frozen=True)
class Rule:
    """One row of `data/reference/retention.csv`; `least_days` is what a build or a page still looks back on."""

    rule_code: str
    what: str
    kept_days: int
    why: str
    source: str
    least_days: int


@dataclass(frozen=True)
class Due:
    """Something due: why in words, how old its newest record is, and for a landed file its id."""

    rule: Rule
    subject: str
    path: Path
    file_id: str
    n_rows: int
    n_current: int
    newest_at: datetime

    @property
    def reason(self) -> str:
        """Why it is due, in one sentence."""
        return (
            f"{self.rule.what}: kept {self.rule.kept_days} days, newest record of {self.newest_at:%Y-%m-%d}; "
            f"{self.rule.why}"
        )


def load_rules(paths: Paths) -> dict[str, Rule]:
    """Read the rules by their code.

    Raises
    ------
    PolicyError
        A rule is unknown, its days are no whole number, or it keeps less than a build or a page still needs.
    """
    least = _least_days(load_policy(paths.reference_dir))
    rules = {}
    for row in load_reference(paths.reference_dir, "retention").to_dict("records"):
        code = row["rule_code"]
        if code not in least:
            raise PolicyError(f"retention.csv has the rule '{code}', which nothing carries out")
        if not row["kept_days"].isdigit():
            raise PolicyError(f"retention.csv: kept_days of {code} is '{row['kept_days']}', not a number of days")
        kept_days = int(row["kept_days"])
        if kept_days < least[code]:
            raise PolicyError(
                f"retention.csv: {code} is kept {kept_days} days, and {least[code]} are still counted or needed "
                "(lookback_days, whole weeks, contact_days_back, hmis_weeks)"
            )
        rules[code] = Rule(code, row["what"], kept_days, row["why"], row["source"], least[code])
    return rules


def find_due(paths: Paths, *, now: datetime) -> list[Due]:
    """Return every file that is due, oldest first within a rule; nothing is touched.

    Parameters
    ----------
    paths
        The data folder.
    now
        Aware.

    Raises
    ------
    PolicyError
        A rule cannot be used.
    DataFolderError
        A landed file or the record of erasures cannot be read.
    """
    rules = load_rules(paths)
    return [*_due_landed(paths, rules, now), *_due_files(paths, rules, now)]


def erase_due(paths: Paths, *, now: datetime) -> list[Erasure]:
    """Erase every file that is due, each on record before it goes; returns what was erased.

    What an earlier run had on record and could not remove goes too. The held tables go with the first landed file,
    because they hold its rows; the next build makes them anew.

    Raises
    ------
    SecondWriterError
        A build or an ingest runs in this data folder; nothing was erased.
    PolicyError, DataFolderError
        As `find_due`; a file that cannot be removed is on record, and goes with the next run.
    """
    with only_writer(paths), hold_landing_lock(paths):
        _finish_earlier(paths)
        erased = []
        for due in find_due(paths, now=now):
            erasure = Erasure(
                rule_code=due.rule.rule_code,
                subject=due.subject,
                file_id=due.file_id,
                sha256=_sha256(due.path),
                n_rows=due.n_rows,
                n_current=due.n_current,
                newest_at=due.newest_at,
                erased_at=now.astimezone(UTC),
            )
            note_erasure(paths, erasure)
            erased.append(erasure)
            _remove(paths, due.path, is_landed=bool(due.file_id))
        return erased


def _least_days(policy: Policy) -> Mapping[str, int]:
    """Return of each rule how many days must be kept at the least.

    A log is counted for the lookback, its whole weeks begin up to a week before, a contact can be logged days later.
    """
    counted = policy.lookback_days + _WEEK_DAYS + policy.contact_days_back
    return {
        "outreach_logs": counted,
        "recovery_line_logs": counted,
        PHONE_CONTACTS: counted,
        "hmis_exports": _WEEK_DAYS * (policy.hmis_weeks + 1),
        "overnight_reports": _OVERNIGHT_DAYS,
        _WAITING: 1,
        _BUILDS: max(KEEP_BUILDS_DAYS, policy.lookback_days + _WEEK_DAYS),
        _BACKUPS: 1,
        ACCESS_LOG: 1,
    }


def _due_landed(paths: Paths, rules: Mapping[str, Rule], now: datetime) -> Iterator[Due]:
    """Yield the landed files that are due, in the order in which they were taken.

    A file taken earlier goes first: were the later one gone, an older version of its rows would count again. So a feed
    stops at the first file that is not due.
    """
    gone = erased_files(paths)
    receipts = [each for each in read_receipts(paths) if not each.is_sample and not each.is_repeat]
    current: dict[int, int] | None = None
    for code, feed_code in FEED_OF_RULE.items():
        if (rule := rules.get(code)) is None:
            continue
        limit = limit_of(paths, rule, now=now)
        for receipt in sorted((each for each in receipts if each.feed_code == feed_code), key=_taken_order):
            newest_at = _newest_of(receipt)
            if newest_at >= limit:
                break
            if receipt.file_id in gone:
                continue
            current = _current_rows(paths) if current is None else current
            file = paths.raw_dir / feed_code / f"{receipt.file_id}.parquet"
            yield Due(
                rule=rule,
                subject=str(file.relative_to(paths.data_dir)),
                path=file,
                file_id=receipt.file_id,
                n_rows=receipt.n_accepted,
                n_current=current.get(receipt.receipt_no, 0),
                newest_at=newest_at,
            )


def _taken_order(receipt: Receipt) -> tuple[datetime, int]:
    return receipt.taken_at or receipt.landed_at, receipt.receipt_no


def _newest_of(receipt: Receipt) -> datetime:
    """Return the newest instant that a file tells of; of a stamp after its landing only the landing is believed."""
    told = [at for at in (receipt.newest_record_at, receipt.taken_at) if at is not None and at <= receipt.landed_at]
    return max(told, default=receipt.landed_at)


def _current_rows(paths: Paths) -> dict[int, int]:
    files, _, _ = account_files(paths)
    return {int(no): int(n) for no, n in zip(files["receipt_no"], files["n_accepted"], strict=True)}


def limit_of(paths: Paths, rule: Rule, *, now: datetime) -> datetime:
    """Return the instant before which something is due; never within what the morning on the screens looks back on."""
    limit = now.astimezone(UTC) - timedelta(days=rule.kept_days)
    manifest = read_manifest(paths)
    if manifest is None:
        return limit
    shown_at = morning_instant(date.fromisoformat(manifest["as_of_date"]), load_policy(paths.reference_dir))
    return min(limit, shown_at.astimezone(UTC) - timedelta(days=rule.least_days))


def _due_files(paths: Paths, rules: Mapping[str, Rule], now: datetime) -> Iterator[Due]:
    """Yield other files that are due by the day they were written; never the build shown, nor the newest backup."""
    manifest = read_manifest(paths)
    shown = manifest["build_id"] if manifest else ""
    backups = sorted((path for path in paths.backups_dir.glob("*") if path.is_file()), key=_written_at)
    of_rule: dict[str, Sequence[Path]] = {
        _BUILDS: [path for path in sorted(paths.builds_dir.glob("*.duckdb")) if path.stem != shown],
        _BACKUPS: backups[:-1],
        _WAITING: sorted(paths.inbox_dir.glob(PATTERN)),
    }
    for code, files in of_rule.items():
        if (rule := rules.get(code)) is None:
            continue
        limit = now.astimezone(UTC) - timedelta(days=rule.kept_days)
        for path in files:
            if _written_at(path) < limit:
                subject = str(path.relative_to(paths.data_dir))
                yield Due(rule, subject, path, "", 0, 0, _written_at(path))


def _written_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, tz=UTC)


def _finish_earlier(paths: Paths) -> None:
    """Remove what is on record as erased and still lies there: a run was stopped between the two."""
    gone = erased_files(paths)
    for receipt in read_receipts(paths):
        file = paths.raw_dir / receipt.feed_code / f"{receipt.file_id}.parquet"
        if receipt.file_id in gone and file.exists():
            _remove(paths, file, is_landed=True)


def _remove(paths: Paths, file: Path, *, is_landed: bool) -> None:
    gone = [file]
    if is_landed:
        # The rows set aside are of the same log; the held tables hold the newest version of each contact.
        gone += [file.with_suffix(".set_aside.parquet"), paths.held_file, *paths.held_file.parent.glob("held.duckdb.*")]
    try:
        for path in gone:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise DataFolderError(f"{file} is on record as erased and cannot be removed: {error.strerror}") from error


def _sha256(file: Path) -> str:
    digest = hashlib.sha256()
    try:
        with file.open("rb") as content:
            while piece := content.read(1 << 20):
                digest.update(piece)
    except FileNotFoundError:
        # Nothing to erase any more; the record still says that its rows are gone.
        return ""
    except OSError as error:
        raise DataFolderError(f"{file} cannot be read: {error.strerror}") from error
    return digest.hexdigest()
