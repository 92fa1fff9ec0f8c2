-- sqlfluff:dialect:sqlite
-- Settings of each SQLite connection to the operations database, run as it opens.
-- Why: readers never wait for a writer (WAL); words cannot stand without their event; what is erased is overwritten.
-- The default `synchronous = full` stays: this store cannot be rebuilt, so a recorded action survives a power cut.
pragma journal_mode = wal;
pragma foreign_keys = on;
pragma secure_delete = on;
