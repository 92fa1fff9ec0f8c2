-- One row per file that is a full snapshot over the tickets known before it.
-- Why: a ticket missing from a nightly extract is not gone; it is when a later file holds at least nine in ten of the
-- tickets that were known before it and opened in its own range of dates.
select
    feed_code,
    file_id,
    taken_at,
    first_opened_at,
    last_opened_at
from int_files__judged
where n_shared >= 0.9 * n_known
