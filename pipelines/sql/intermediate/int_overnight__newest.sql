-- One row per night and measure, whatever the morning: the value with the newest stamp of its own, and its file.
-- Why: rows read = accepted + set aside + superseded must hold for every file, whatever the order of arrival.
select
    file_id,
    night_date,
    measure_code
from stg_overnight__reports
qualify
    row_number() over (
        partition by night_date, measure_code
        order by
            as_at desc,
            receipt_no desc,
            row_number desc
    ) = 1
