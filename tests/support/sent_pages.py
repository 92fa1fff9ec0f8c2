"""All that a page sends to a browser and hands out: every piece's text and arguments, every address, every file."""

from __future__ import annotations

import io
import json
import re
import zipfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import streamlit as st

from tests.support.told_tables import Told, ToldTable, of_csv, of_html, of_pdf

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from google.protobuf.message import Message
    from streamlit.testing.v1 import AppTest

# What names a piece to the browser and is never shown.
_OWN_NAMES = {"id", "form_id", "fragment_id", "page_script_hash", "element_hash", "icon", "deferred_file_id"}
# An address names a page, a part of one, or by id what is looked at: no word and no number of anything counted.
_BY_ID = (
    r"location=L\w{7}",
    r"zone=(N[\da-f]{10}|none)",
    r"district=[A-E]-\d{1,2}",
    r"(days|morning)=\d{4}-\d\d-\d\d",
    "view=wall",
)
# A file that is handed over as it stands, and not made at a press, has the address of its digest.
_NAMES_ONLY = re.compile(
    rf"/mock/media/[\da-f]+\.csv|#[a-z]+(-[a-z]+)*(-\d)?|[a-z_]+|\??({'|'.join(_BY_ID)})(&({'|'.join(_BY_ID)}))*"
)
_ADDRESSES = {"page", "query_string", "url", "src", "href"}


@dataclass
class HandedOut:
    """The files that pages offered since it was opened, by their buttons' words: each makes its file when asked."""

    makers: dict[str, Callable[[], bytes]] = field(default_factory=dict)

    def taken(self) -> dict[str, bytes]:
        """Return every file offered so far, the members of a zip each for itself, and forget them."""
        found: dict[str, bytes] = {}
        for label, make in self.makers.items():
            content = make()
            if not content.startswith(b"PK"):
                found[label] = content
                continue
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                found |= {f"{label}: {name}": packed.read(name) for name in packed.namelist()}
        self.makers.clear()
        return found


@contextmanager
def handed_out() -> Iterator[HandedOut]:
    """Note what pages offer to be taken away."""
    offered, drawn = HandedOut(), st.download_button

    def noted(label: str, data: Any, *args: Any, **kwargs: Any) -> bool:
        offered.makers[label.replace("\\", "")] = data if callable(data) else lambda: _as_bytes(data)
        return drawn(label, data, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(st, "download_button", noted)
        yield offered


def sent_by(screen: AppTest) -> Told:
    """Return what a page sent: text, HTML, choices, arguments of components, tables' own data, addresses."""
    assert not screen.exception, [each.message for each in screen.exception]
    told = Told(addresses=[f"?{name}={value}" for name, value in screen.query_params.items()])
    for proto in _protos(screen._tree):
        _read(proto, told)
    return told


def strange_addresses(told: Told) -> list[str]:
    """Return the addresses that say more than which page is opened at what."""
    return [each for each in told.addresses if not _NAMES_ONLY.fullmatch(each)]


def told_by_file(name: str, content: bytes) -> Told:
    """Return what a file tells: PDF and CSV by their tables, other text by its lines, a packed layer by its rows."""
    if content.startswith(b"%PDF"):
        return of_pdf(content)
    if name.endswith(".csv") or "(CSV)" in name:
        return of_csv(content, caption=name)
    told = Told()
    if content.startswith(b"PAR1"):
        rows = pq.read_table(pa.BufferReader(content)).drop(["geometry"]).to_pylist()
        _read_json(rows, told)
    else:
        for line in _of_json_or_lines(content.decode("utf-8-sig")):
            _read_json(line, told)
    return told


def _protos(block: Any) -> Iterator[Message]:
    for child in block.children.values():
        proto = getattr(child, "proto", None)
        if proto is not None:
            yield proto
        if hasattr(child, "children"):
            yield from _protos(child)


def _read(message: Message, told: Told) -> None:
    for descriptor, value in message.ListFields():
        if descriptor.name in _OWN_NAMES:
            continue
        for each in _each(descriptor, value):
            if isinstance(each, str):
                _read_text(descriptor.name, each, told)
            elif isinstance(each, bytes):
                told.tables.append(_of_arrow(each))
            elif hasattr(each, "ListFields"):
                _read(each, told)


def _each(descriptor: Any, value: Any) -> list[Any]:
    if descriptor.message_type is not None and descriptor.message_type.GetOptions().map_entry:
        return list(value.values())
    return list(value) if hasattr(value, "append") or hasattr(value, "add") else [value]


def _read_text(name: str, text: str, told: Told) -> None:
    if name in _ADDRESSES:
        told.addresses.append(text)
    elif text[:1] in "{[" and (known := _of_json(text)) is not None:
        _read_json(known, told)
    elif "</" in text or "<br" in text:
        told.add(of_html(text))
    else:
        told.lines += [line for line in text.replace("\\", "").splitlines() if line.strip()]


def _of_json_or_lines(text: str) -> list[Any]:
    known = _of_json(text) if text[:1] in "{[" else None
    return text.splitlines() if known is None else [known]


def _of_json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _read_json(known: Any, told: Told) -> None:
    if isinstance(known, dict):
        # A property and its value are read together, as somebody reads them who opens the browser's own tools.
        told.lines += [f"{name}: {each}" for name, each in known.items() if isinstance(each, int | float)]
        for each in known.values():
            _read_json(each, told)
    elif isinstance(known, list):
        for each in known:
            _read_json(each, told)
    elif isinstance(known, str) and known:
        _read_text("", known, told)


def _of_arrow(content: bytes) -> ToldTable:
    rows = pa.ipc.open_stream(content).read_all().to_pylist()
    heads = tuple(rows[0]) if rows else ()
    return ToldTable("", heads, tuple(tuple(str(row[name]) for name in heads) for row in rows))


def _as_bytes(data: Any) -> bytes:
    return data.encode() if isinstance(data, str) else bytes(data)
