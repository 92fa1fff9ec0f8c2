-- One row: the line of the week. Why: a list of what passed says nothing without what it had to pass.
select
    alerts_a_year,
    calibrated_to_date,
    least_surprise,
    n_alerts_replayed,
    n_days_replayed,
    min_days_replayed,
    is_set
from signal_line
