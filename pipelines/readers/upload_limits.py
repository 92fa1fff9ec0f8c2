"""How much of a packed file is unpacked at all: what a small file can grow to is decided before it grows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipelines.errors import SourceFileError

if TYPE_CHECKING:
    import zipfile

    from pipelines.settings import Policy

_MB = 1_000_000
# A small file may well be packed a thousandfold: a column of blanks. Only what grows large is suspected.
_RATIO_ASKED_FROM_BYTES = 10 * _MB


@dataclass(frozen=True)
class UploadLimits:
    """The most that is taken of one file that a person hands in by a form or as a workbook.

    The numbers stand in `data/reference/policy.csv`: `max_mb` as it comes, `unpacked_max_mb` of all that is in it,
    `max_ratio` how many times its own size that may be, `max_entries` files within it, `max_rows` rows of a sheet.
    """

    max_mb: float
    unpacked_max_mb: float
    max_ratio: float
    max_entries: int
    max_rows: int

    @property
    def unpacked_max_bytes(self) -> int:
        """The most that may come out of a file, in bytes."""
        return int(self.unpacked_max_mb * _MB)

    def refuse_size(self, name: str, n_bytes: int) -> None:
        """Refuse a file that is too large as it comes.

        Raises
        ------
        SourceFileError
            It has more than `max_mb`.
        """
        if n_bytes > self.max_mb * _MB:
            msg = (
                f"{name}: the file has {n_bytes / _MB:,.1f} MB; {self.max_mb:,.0f} MB is the most that is taken. "
                "Split it by month."
            )
            raise SourceFileError(msg)

    def refuse_archive(self, name: str, archive: zipfile.ZipFile, *, n_bytes: int) -> None:
        """Refuse an archive that would grow too large or holds too many files, by what it declares.

        Python's unpacking never gives more of a file than is declared of it, so the declaration binds.

        Parameters
        ----------
        name
            The file's name, for messages.
        archive
            The opened archive; nothing of it is unpacked.
        n_bytes
            Its own size.

        Raises
        ------
        SourceFileError
            It breaks one of the limits; the message names which.
        """
        infos = archive.infolist()
        if len(infos) > self.max_entries:
            raise SourceFileError(f"{name}: it holds {len(infos):,} files; {self.max_entries:,} is the most.")
        unpacked = sum(info.file_size for info in infos)
        grows_far = unpacked > max(_RATIO_ASKED_FROM_BYTES, self.max_ratio * n_bytes)
        if unpacked > self.unpacked_max_bytes or grows_far:
            msg = (
                f"{name}: unpacked it would have {unpacked / _MB:,.0f} MB, {unpacked / max(n_bytes, 1):,.0f} times its "
                f"own size; {self.unpacked_max_mb:,.0f} MB and {self.max_ratio:,.0f} times is the most. Nothing of it "
                "was unpacked. Save the log again, without pictures and without formatted empty rows."
            )
            raise SourceFileError(msg)


def upload_limits(policy: Policy) -> UploadLimits:
    """Return the limits that the reviewed numbers set."""
    return UploadLimits(
        max_mb=policy.upload_max_mb,
        unpacked_max_mb=policy.upload_unpacked_max_mb,
        max_ratio=policy.upload_max_ratio,
        max_entries=policy.upload_max_entries,
        max_rows=policy.upload_max_rows,
    )
