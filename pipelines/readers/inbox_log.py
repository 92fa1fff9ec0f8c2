"""A confirmed outreach log as it waits in `data/inbox` for the next build: one file, whole or not at all.

Both sides of the inbox read and write it here: the screen that a person confirmed it on, and the build that lands it.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime

from pipelines.errors import SourceFileError

PATTERN = "outreach-*.json"
_NAME = re.compile(r"outreach-([0-9a-f]{64})\.json")
_FORM_NO = 1


@dataclass(frozen=True)
class InboxLog:
    """The accepted rows of a log (CSV, UTF-8), who brought it in when, and the name it came under.

    `shown_name` is only ever shown: the file in the inbox is named by the rows' hash. `confirmed_at` is aware and is
    the instant at which the log counts as taken. `n_read` is how many rows the uploaded file had, `n_mended` how many
    of the confirmed ones were mended on the screen.
    """

    log: bytes
    shown_name: str
    role_code: str
    confirmed_at: datetime
    n_read: int
    n_mended: int

    @property
    def content_hash(self) -> str:
        """The SHA-256 of the rows: the same rows are the same log, whatever file they came in."""
        return hashlib.sha256(self.log).hexdigest()

    @property
    def file_name(self) -> str:
        """The name of its file in the inbox."""
        return f"outreach-{self.content_hash}.json"

    @property
    def landing_order(self) -> tuple[datetime, str]:
        """By what logs that wait are landed, and so which of two that tell the same contact counts: the later."""
        return self.confirmed_at, self.file_name

    def to_bytes(self) -> bytes:
        """Return the file's bytes."""
        return json.dumps(
            {
                "form_no": _FORM_NO,
                "shown_name": self.shown_name,
                "role_code": self.role_code,
                "confirmed_at": self.confirmed_at.isoformat(),
                "n_read": self.n_read,
                "n_mended": self.n_mended,
                "log": self.log.decode("utf-8"),
            },
            ensure_ascii=False,
        ).encode("utf-8")


def read_inbox_log(file_name: str, content: bytes) -> InboxLog:
    """Read a file of the inbox back.

    Parameters
    ----------
    file_name
        Its name there, which its rows must fit.
    content
        Its bytes.

    Raises
    ------
    SourceFileError
        It is not what a screen writes, or was changed since.
    """
    named = _NAME.fullmatch(file_name)
    try:
        stated = json.loads(content)
        read = InboxLog(
            log=stated["log"].encode("utf-8"),
            shown_name=str(stated["shown_name"]),
            role_code=str(stated["role_code"]),
            confirmed_at=datetime.fromisoformat(stated["confirmed_at"]),
            n_read=int(stated["n_read"]),
            n_mended=int(stated["n_mended"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SourceFileError(f"{file_name} in the inbox is not a log that a screen wrote ({error!r})") from error
    if named is None or named.group(1) != read.content_hash or read.confirmed_at.tzinfo is None:
        raise SourceFileError(f"{file_name} in the inbox is not as it was written: its rows do not fit its name")
    return read
