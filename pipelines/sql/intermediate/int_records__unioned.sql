-- One row per row landed from any feed: what is needed to tell which version of a record is held.
-- View: every version of every record is read from its file, never copied.
select
    feed_code,
    ticket_id as record_id,
    file_id,
    row_number,
    opened_at as record_at
from int_tickets__unioned
union all
select
    'outreach' as feed_code,
    contact_id as record_id,
    file_id,
    row_number,
    contact_at as record_at
from stg_outreach__contacts
