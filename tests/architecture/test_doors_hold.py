"""What a page hands out and what it records goes through one door each, found in the code itself."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

DASHBOARD = Path(__file__).resolve().parents[2] / "dashboard"
SCREEN = sorted([*(DASHBOARD / "pages").glob("*.py"), *(DASHBOARD / "components").glob("*.py")])


def calls(file: Path, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name:
            yield node


def given(call: ast.Call, name: str) -> str:
    return next((ast.unparse(each.value) for each in call.keywords if each.arg == name), "")


def test_every_file_that_is_offered_is_made_for_the_sign_in_on_the_screen_and_noted() -> None:
    """Else the keeper of the addresses (`streamlit_routes`) would not know whose it is: nobody would get it."""
    offered = [(file.name, given(call, "data")) for file in SCREEN for call in calls(file, "download_button")]

    assert offered
    assert [name for name, data in offered if not data.startswith("accesses.noted(")] == []


def test_an_upload_is_awaited_where_its_field_is_drawn() -> None:
    fields = [file.name for file in SCREEN for _ in calls(file, "file_uploader")]

    assert fields == ["upload.py"]
    assert list(calls(DASHBOARD / "components" / "upload.py", "note_awaited"))


def test_events_are_recorded_at_the_door_that_looks_at_the_role_and_at_that_of_roles_alone() -> None:
    erasing = {file.name for file in SCREEN for _ in calls(file, "erase_payload")}

    # `recording.append(morning, …, event_id=…)` is the door itself, called.
    doors = {
        file.name
        for file in SCREEN
        for call in calls(file, "append")
        if given(call, "event_id") and "recording" not in ast.unparse(call.func)
    }
    assert doors == {"recording.py", "role_grants.py"}
    assert erasing == {"recording.py", "role_grants.py"}
