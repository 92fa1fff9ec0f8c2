-- One row per row landed from any feed: its number and its stamps as the file writes them, its clock not applied.
select
    'city311_legacy' as feed_code,
    file_id,
    row_number,
    record_id,
    opened_stamp,
    closed_stamp
from raw_city311__legacy_tickets
union all
select
    'city311_new' as feed_code,
    file_id,
    row_number,
    record_id,
    opened_stamp,
    closed_stamp
from raw_city311__new_tickets
union all
select
    'open311' as feed_code,
    file_id,
    row_number,
    record_id,
    opened_stamp,
    closed_stamp
from raw_open311__requests
union all
select
    'outreach' as feed_code,
    file_id,
    row_number,
    record_id,
    opened_stamp,
    closed_stamp
from raw_outreach__contacts
