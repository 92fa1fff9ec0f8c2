"""Long columns taken a chunk at a time, on every core: a large file must not keep one core busy while the others wait.

Each chunk is worked on alone and the answers stand in the order of the chunks, so what comes out does not depend on
which thread was first. Arrow and numpy let go of the interpreter while they compute, which is why threads are enough.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeAlias, TypeVar

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

# A column of text, stamps or numbers: in one array, or in chunks as the CSV reader hands it on.
Column: TypeAlias = "pa.Array | pa.ChunkedArray"

# Small enough to stay near the processor while it is worked on, and longer than the longest row that is taken.
CHUNK_BYTES = 2_000_000

Chunk = TypeVar("Chunk")
Answer = TypeVar("Answer")


def map_chunks(function: Callable[[Chunk], Answer], chunks: Sequence[Chunk]) -> list[Answer]:
    """Return the function's answer for each chunk, in the order of the chunks; a single chunk starts no thread.

    Parameters
    ----------
    function
        Must depend on its chunk alone. What it raises is raised here, of several the first chunk's.
    chunks
        Anything that can be worked on apart.
    """
    if len(chunks) <= 1:
        return [function(chunk) for chunk in chunks]
    with ThreadPoolExecutor(max_workers=pa.cpu_count()) as pool:
        return list(pool.map(function, chunks))


def map_columns(function: Callable[..., Answer], *columns: Column) -> list[Answer]:
    """Return the function's answers for columns of one length, some rows of all of them at a time, in order.

    Parameters
    ----------
    function
        Takes one array per column, holding the same rows. Asked once, with empty arrays, when there are no rows.
    columns
        They are cut where a chunk of any of them ends; nothing is copied.
    """
    table = pa.table(list(columns), names=[str(number) for number in range(len(columns))])
    batches = table.to_batches() or [pa.RecordBatch.from_pylist([], schema=table.schema)]
    return map_chunks(lambda batch: function(*batch.columns), batches)


def map_cells(function: Callable[..., pa.Array], *columns: Column) -> pa.ChunkedArray:
    """Return one column made of others, each of its cells following from the cells of its own row alone.

    Parameters
    ----------
    function, columns
        As for `map_columns`; the function returns an array as long as those it takes.
    """
    return pa.chunked_array(map_columns(function, *columns))


def filter_rows(table: pa.Table, mask: NDArray[np.bool_]) -> pa.Table:
    """Return the rows for which the mask is true, in order; a chunk that keeps all of its rows is not copied."""
    place = table.num_columns

    def keep(marked: pa.RecordBatch) -> pa.RecordBatch:
        is_kept, rows = marked.column(place), marked.remove_column(place)
        return rows if is_kept.true_count == len(is_kept) else rows.filter(is_kept)

    kept = map_chunks(keep, table.append_column("is_kept", pa.array(mask)).to_batches())
    return pa.Table.from_batches(kept, schema=table.schema)
