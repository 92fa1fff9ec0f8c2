-- One row per check, failed ones first. Why: each failure comes with what to do about it.
select
    check_name,
    severity,
    meaning,
    next_step,
    n_rows,
    is_failed
from check_results
order by is_failed desc, severity asc, check_name asc
