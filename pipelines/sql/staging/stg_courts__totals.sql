-- One row per row landed from a file of court totals. Renames and casts; no business rule. It holds no person.
-- A count below the threshold was not landed: n_events is null where the word suppressed stands for it.
select
    landed.file_id,
    landed.row_number,
    upper(landed.quarter) as quarter_code,
    make_date(
        left(landed.quarter, 4)::bigint,
        case right(landed.quarter, 1) when '1' then 1 when '2' then 4 when '3' then 7 else 10 end,
        1
    ) as quarter_start_date,
    landed.program_code,
    landed.measure_code,
    try_cast(landed.total as bigint) as n_events,
    timezone('UTC', landed.opened_stamp) as told_at,
    files.receipt_no
from raw_courts__totals as landed
inner join stg_crt__files as files on landed.file_id = files.file_id
