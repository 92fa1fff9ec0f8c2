-- One row per quarter, program and measure, whatever the morning: the total told last, and its file.
-- Why: rows read = accepted + set aside + superseded must hold for every file, whatever the order of arrival.
select
    file_id,
    quarter_code,
    program_code,
    measure_code
from stg_courts__totals
qualify
    row_number() over (
        partition by quarter_code, program_code, measure_code
        order by
            told_at desc,
            receipt_no desc,
            row_number desc
    ) = 1
