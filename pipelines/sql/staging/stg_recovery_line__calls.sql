-- One row per row landed from a recovery line log. Renames and reads; no business rule. The log holds no person.
select
    landed.file_id,
    landed.row_number,
    landed.record_id as call_id,
    timezone('UTC', landed.opened_stamp) as called_at,
    landed.channel,
    landed.asked_for,
    landed.linked_to,
    timezone('UTC', landed.closed_stamp) as linked_at,
    landed.warm_handoff,
    landed.city_full,
    landed.not_linked_reason,
    files.taken_at,
    files.receipt_no
from raw_recovery_line__calls as landed
inner join stg_crt__files as files on landed.file_id = files.file_id
