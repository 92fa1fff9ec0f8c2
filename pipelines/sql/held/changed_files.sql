-- One row per file that the held tables do not know, or that this morning is the first to be allowed to know.
-- Overnight reports, recovery line logs and court totals concern no held table, and layers only the tickets put back,
-- which are looked up anew each morning: whatever their stamps they change nothing else.
select
    files.file_id,
    files.taken_at
from stg_crt__files as files
left join held.main.held_files as known on files.file_id = known.file_id
cross join held.main.held_key as held
where
    files.feed_code not in ('overnight', 'recovery_line', 'court_totals', 'layers')
    and (known.file_id is null or (files.taken_at >= held.as_of_at and files.taken_at < $as_of_at))
