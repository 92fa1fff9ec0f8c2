-- One row per file and reason: the rows that were not taken, where they stand, and what to do.
select
    aside.receipt_no,
    aside.reason_code,
    coalesce(reasons.meaning, aside.reason_code) as meaning,
    aside.n_rows,
    aside.line_numbers,
    coalesce(reasons.next_step, '') as next_step
from raw_crt__set_aside as aside
left join ref_set_aside_reasons as reasons on aside.reason_code = reasons.reason_code
order by aside.receipt_no asc, aside.n_rows desc, aside.reason_code asc
