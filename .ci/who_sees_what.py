"""Write docs/who-sees-what.md from the reviewed tables of roles and pages, or check that it is fresh."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pipelines.settings import load_reference  # noqa: E402 - the path comes first

TARGET = ROOT / "docs" / "who-sees-what.md"
HEAD = """# Who sees what

Generated from `data/reference/roles.csv` and `data/reference/role_pages.csv` by `make dictionary`; do not edit. What a
table leaves out is denied. Counts of a class that a role sees still go through `geo.disclosure`: small ones are hidden.

"""
FLAGS = {
    "sees_places": "single places by name",
    "sees_points": "points on a map",
    "sees_outreach": "outreach counts",
    "sees_health": "health counts",
    "may_write_actions": "writes actions",
    "may_run_meeting": "runs the meeting",
    "may_log_contacts": "logs contacts",
    "may_bring_in_logs": "brings in logs",
    "is_of_district": "is of one district",
    "may_change_roles": "gives and takes back roles",
    "may_read_access_log": "reads the access log",
    "may_give_feedback": "gives feedback",
}
YES, NO = "yes", "–"


def render() -> str:
    """Return both tables as Markdown, one column a role."""
    reference_dir = ROOT / "data" / "reference"
    roles = load_reference(reference_dir, "roles").to_dict("records")
    pairs = load_reference(reference_dir, "role_pages")
    allowed = set(zip(pairs["role_code"], pairs["page_code"], strict=True))
    head = "| | " + " | ".join(role["role_name"] for role in roles) + " |\n|---|" + "---|" * len(roles) + "\n"
    classes = [(words, [role[flag] == "1" for role in roles]) for flag, words in FLAGS.items()]
    pages = [
        (f"`{code}`", [(role["role_code"], code) in allowed for role in roles])
        for code in dict.fromkeys(pairs["page_code"])
    ]
    return (
        f"{HEAD}## Classes of column, and what a role may do\n\n{head}{_rows(classes)}"
        f"\n## Pages\n\nBy the page's address; `huddle` is the bare address, `wall` is `?view=wall`.\n\n"
        f"{head}{_rows(pages)}"
    )


def _rows(rows: list[tuple[str, list[bool]]]) -> str:
    return "".join(f"| {name} | " + " | ".join(YES if each else NO for each in found) + " |\n" for name, found in rows)


if __name__ == "__main__":
    fresh = render()
    if "--check" in sys.argv:
        is_fresh = TARGET.exists() and TARGET.read_text(encoding="utf-8") == fresh
        sys.exit(0 if is_fresh else "docs/who-sees-what.md is stale: make dictionary")
    TARGET.write_text(fresh, encoding="utf-8")
