"""A log on its way in: the file somebody chose on this screen, read with progress shown, kept in memory alone."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard import cache, identity
from dashboard.components.text import message_as_markdown, share
from dashboard.components.upload_rows import Places, Reading, read
from dashboard.session_files import FILES
from dashboard.stores.inbox import waiting_logs
from pipelines.errors import SourceFileError
from pipelines.readers.log_draft import open_log
from pipelines.readers.upload_limits import upload_limits

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from streamlit.runtime.uploaded_file_manager import UploadedFile

    from dashboard.components.opening import Morning

_KEY, _ROUND_KEY = "upload", "upload_round_no"
# A workbook takes most of its time to unpack, then its places to be found.
_READ_SHARE, _JUDGED_SHARE = 0.5, 0.6


@dataclass(frozen=True)
class Upload:
    """One file's reading on this screen; `refusal` says why there is none. `file_id` is the browser's own of it."""

    file_id: str
    build_id: str
    reading: Reading | None = None
    places: Places | None = None
    refusal: str = ""
    confirmed_hash: str = ""
    n_mendings: int = 0

    @property
    def key(self) -> str:
        """Part of the keys of the fields that mend it: those of another file, or before a mending, are not the same."""
        return f"{self.file_id}:{self.n_mendings}"


def choose(morning: Morning) -> Upload | None:
    """Draw the field for the file, and return what was read of it; None while there is none."""
    round_no = st.session_state.get(_ROUND_KEY, 0)
    _await_file(morning)
    file = st.file_uploader(
        "Choose the day's log: CSV or a workbook (XLSX)",
        key=f"upload_file:{round_no}",
        # Told by content, whatever its name: a filter on names would only hide why a file is not taken.
        type=None,
        max_upload_size=int(morning.policy.upload_max_mb),
    )
    if file is None:
        st.session_state.pop(_KEY, None)
        return None
    upload = st.session_state.get(_KEY)
    if not isinstance(upload, Upload) or upload.file_id != file.file_id:
        upload = _read(morning, file)
    elif upload.build_id != morning.build.build_id:
        upload = _read_again(morning, upload)
    st.session_state[_KEY] = upload
    return upload


def _await_file(morning: Morning) -> None:
    """Say that this screen waits for a file: it is taken of the screen's own sign-in alone."""
    context = get_script_run_ctx()
    if context is not None:
        looking = morning.viewer or identity.viewer(morning.paths)
        FILES.note_awaited(context.session_id, identity.admission(morning.paths, looking))


def mend(morning: Morning, upload: Upload, edits: Mapping[int, Mapping[str, str]]) -> None:
    """Read the log again with what was mended, and draw the page anew."""
    if upload.reading is None or upload.places is None:
        return
    reading = read(upload.reading.draft, edits, known=_known(morning))
    upload.places.look_up(reading)
    st.session_state[_KEY] = replace(upload, reading=reading, n_mendings=upload.n_mendings + 1)


def confirmed(upload: Upload, content_hash: str) -> None:
    """Note that the log was confirmed."""
    st.session_state[_KEY] = replace(upload, confirmed_hash=content_hash)


def discard() -> None:
    """Forget the file, what was read of it and what was mended: nothing of it was kept anywhere else."""
    st.session_state.pop(_KEY, None)
    st.session_state[_ROUND_KEY] = st.session_state.get(_ROUND_KEY, 0) + 1


def _known(morning: Morning) -> dict[str, str]:
    return cache.known_contacts(morning.build, waiting_logs(morning.paths))


def _read(morning: Morning, file: UploadedFile) -> Upload:
    began = Upload(file.file_id, morning.build.build_id)
    bar = st.progress(0.0, "Reading the file")

    def tell(words: str, begin: float, end: float) -> Callable[[float], None]:
        def told(done: float) -> None:
            bar.progress(begin + (end - begin) * done, f"{words}: {share(done)}")

        return told

    try:
        draft = open_log(
            file.name,
            file.getvalue(),
            limits=upload_limits(morning.policy),
            report=tell("Reading the file", 0.0, _READ_SHARE),
        )
    except SourceFileError as error:
        bar.empty()
        return replace(began, refusal=str(error))
    bar.progress(_READ_SHARE, f"Checking {draft.records.n_read:,} rows")
    reading = read(draft, {}, known=_known(morning))
    bar.progress(_JUDGED_SHARE, "Finding places")
    places = Places(cache.place_finder(morning.build))
    places.look_up(reading, report=tell("Finding places", _JUDGED_SHARE, 1.0))
    bar.empty()
    return replace(began, reading=reading, places=places)


def _read_again(morning: Morning, upload: Upload) -> Upload:
    """Return the reading against another build, with all that was mended; what it was confirmed for has been built."""
    again = replace(upload, build_id=morning.build.build_id, confirmed_hash="")
    if upload.reading is None:
        return again
    reading = read(upload.reading.draft, upload.reading.edits, known=_known(morning))
    places = Places(cache.place_finder(morning.build))
    places.look_up(reading)
    return replace(again, reading=reading, places=places)


def show_refusal(upload: Upload) -> None:
    """Say why the file was not taken, and what to do."""
    st.error(
        f"Not taken: {message_as_markdown(upload.refusal)} **Next step:** mend the file as it says and choose it "
        "again; nothing of it was kept.",
        icon=":material/error:",
    )
