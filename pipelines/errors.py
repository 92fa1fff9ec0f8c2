"""What can go wrong in a build, each kind with an exit code and the next step for the person on shift."""

from __future__ import annotations


class PipelineError(Exception):
    """Anything the pipelines refuse; the message names file, line and reason."""

    exit_code = 10
    next_step = "Read the message, mend the cause and run the same command again; nothing on the screens has changed."


class SourceFileError(PipelineError):
    """A file could not be taken at all: missing, empty, not what its name says, a header that fits no reader."""

    exit_code = 11
    next_step = "Export the file again from its source and run the same command; the files that were taken stay taken."


class HandoverError(SourceFileError):
    """What the screens handed over to the build is not what they write."""

    next_step = (
        "Run `crt build` again, which writes that file anew. If it says the same, the operations database is damaged: "
        "put its last backup back (docs/runbooks/morning.md)."
    )


class DamagedFileError(PipelineError):
    """A file was cut off or partly unreadable; the rows before the damage were taken."""

    exit_code = 12
    next_step = "Fetch the whole file again and ingest it; it replaces what was taken from the damaged one."


class NothingToBuildError(PipelineError):
    """No ticket has been ingested yet."""

    exit_code = 13
    next_step = "Ingest a 311 file first (crt ingest 311 FILE), or make the sample city (crt sample)."


class CheckFailedError(PipelineError):
    """A check that stops a build found rows; the build was not published and the last one stays on the screens."""

    exit_code = 14
    next_step = "Hold the huddle from the last build; `crt build` prints the check's own next step above."


class PolicyError(PipelineError):
    """A reviewed table in data/reference is missing, or holds a value it must not."""

    exit_code = 15
    next_step = "Put the table back as it was last reviewed (git checkout data/reference) and run the command again."


class BuildBrokenError(PipelineError):
    """A step of the build failed; the build was not published and the last one stays on the screens."""

    exit_code = 16
    next_step = "Hold the huddle from the last build; follow docs/runbooks/morning.md, section 2."


class NoBuildError(PipelineError):
    """There is no published build yet."""

    exit_code = 17
    next_step = "Run `crt build`; on a new machine `crt sample` first."


class SecondWriterError(PipelineError):
    """Another build or ingest is running in the same data folder."""

    exit_code = 18
    next_step = "Wait until the other command has ended, then run this one again."


class NothingAcceptedError(PipelineError):
    """A file was read and every row of it was set aside."""

    exit_code = 19
    next_step = "Look at the reasons and the lines named (crt status, Data health), and export the file again."


class DataFolderError(PipelineError):
    """The data folder, or a file the product keeps in it, cannot be read or written."""

    exit_code = 20
    next_step = "Check the folder's permissions and free space; hand the source of a damaged file in again."


class DiskFullError(PipelineError):
    """The disk of the data folder has no room left; nothing was published and the last build stays on the screens."""

    exit_code = 28
    next_step = (
        "Make room on the disk named (what may go: docs/runbooks/morning.md, section 6), then run the command again. "
        "Hold the huddle from the last build until then."
    )


class ScanFileError(PipelineError):
    """A file handed to `crt scan` holds a line that cannot be scanned; the message names file, line and reason."""

    exit_code = 21
    next_step = "Mend the line named and run the same command again; a scan keeps nothing and changes no screen."


class BacktestPeriodError(PipelineError):
    """The days asked for hold no week that could be judged."""

    exit_code = 26
    next_step = "Ask for a whole week or more (--from, --to), with four weeks of tickets before it; or leave both out."


class UnknownCategoryError(PipelineError):
    """A category that is not ranked, or that the reviewed table does not know."""

    exit_code = 27
    next_step = "Take one of the codes named above (data/reference/categories.csv), or leave --category out."


class UnknownDistrictError(PipelineError):
    """A police district that the build on the screens does not know, or has no lines of."""

    exit_code = 22
    next_step = "Take one of the codes named above (data/reference/districts.csv), or leave --district out."


class TextsFileError(PipelineError):
    """A file handed to `crt sharps` holds no texts that can be read."""

    exit_code = 23
    next_step = "Hand in a text file with one closing text a line (crt sharps --texts FILE); nothing was changed."
