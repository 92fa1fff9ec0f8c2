-- One row per quarter, program and measure that was told before the morning: the total told last by then.
-- Why: a total is corrected by telling it again, and a morning knows what was told on an earlier day.
select
    quarter_start_date,
    program_code,
    measure_code,
    n_events,
    told_at
from stg_courts__totals
where told_at < $as_of_at
qualify
    row_number() over (
        partition by quarter_start_date, program_code, measure_code
        order by
            told_at desc,
            receipt_no desc,
            row_number desc
    ) = 1
