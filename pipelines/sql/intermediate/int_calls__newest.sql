-- One row per call to the recovery line, whatever the morning: the file that holds its newest version.
-- Why: rows read = accepted + set aside + superseded must hold for every file, whatever the order of arrival.
select
    file_id,
    call_id
from stg_recovery_line__calls
qualify
    row_number() over (
        partition by call_id
        order by
            taken_at desc,
            receipt_no desc,
            row_number desc
    ) = 1
