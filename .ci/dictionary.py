"""Write docs/data-dictionary.md from the contracts, or check that it is fresh."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pipelines.contracts import PUBLISHED, Column, Table  # noqa: E402 - the path comes first

TARGET = ROOT / "docs" / "data-dictionary.md"
HEAD = """# Data dictionary

Generated from `pipelines/contracts/` by `make dictionary`; do not edit. Every published table, its grain, and what
each column means. *Class* decides who may see a value: `outreach` and `health` go through `geo.disclosure`; `personal`
never reaches a published table.
"""


def render() -> str:
    """Return the dictionary as Markdown."""
    return HEAD + "".join(_table(table) for table in PUBLISHED)


def _table(table: Table) -> str:
    rows = "".join(_column(column) for column in table.columns)
    head = "| column | type | unit | meaning | not counted | source | class |\n|---|---|---|---|---|---|---|\n"
    grain = f"{table.grain[0].upper()}{table.grain[1:]}. Key: {', '.join(table.key)}."
    return f"\n## {table.name}\n\n{grain}\n\n{head}{rows}"


def _column(column: Column) -> str:
    kind = f"{column.type}, may be null" if column.is_nullable else column.type
    cells = (
        f"`{column.name}`",
        kind,
        column.unit,
        column.meaning,
        column.not_counted,
        column.source,
        column.column_class,
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


if __name__ == "__main__":
    fresh = render()
    if "--check" in sys.argv:
        is_fresh = TARGET.exists() and TARGET.read_text(encoding="utf-8") == fresh
        sys.exit(0 if is_fresh else "docs/data-dictionary.md is stale: make dictionary")
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(fresh, encoding="utf-8")
