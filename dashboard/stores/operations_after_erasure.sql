-- sqlfluff:dialect:sqlite
-- Run after words were erased. Why: the write-ahead log holds the old page until it is folded in and cut to nothing.
pragma wal_checkpoint (truncate);
