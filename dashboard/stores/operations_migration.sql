-- sqlfluff:dialect:sqlite
-- Takes SQLite's write lock before a migration looks at anything, and begins the transaction it happens in.
-- Why: by itself the driver begins one before rows are written, but not before tables are made or changed.
begin immediate; -- noqa: PRS
