-- One row per row landed from an overnight report. Renames and casts; no business rule. It holds no person.
select
    landed.file_id,
    landed.row_number,
    landed.night_date::date as night_date,
    landed.measure_code,
    landed.value as value_text,
    timezone('UTC', landed.opened_stamp) as as_at,
    landed.source,
    files.taken_at,
    files.receipt_no
from raw_overnight__reports as landed
inner join stg_crt__files as files on landed.file_id = files.file_id
