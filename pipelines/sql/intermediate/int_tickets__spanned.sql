-- One row per ticket: between which snapshots taken before the morning it was held.
-- Why: what is missing from a later full snapshot is told from spans, so the cost does not grow with pairs of files.
select
    tickets.feed_code,
    tickets.ticket_id,
    min(tickets.opened_at) as opened_at,
    min(files.taken_at) as first_taken_at,
    max(files.taken_at) as last_taken_at
from int_tickets__unioned as tickets
inner join stg_crt__files as files on tickets.file_id = files.file_id
where files.taken_at < $as_of_at
group by tickets.feed_code, tickets.ticket_id
