-- One row per file and reason. Why: a row that was not taken is named, with its lines and what to do.
select
    receipt_no,
    reason_code,
    meaning,
    n_rows,
    line_numbers,
    next_step
from set_aside_rows
order by receipt_no desc, n_rows desc, reason_code asc
