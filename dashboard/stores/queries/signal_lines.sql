-- One row per ranked category: its line of the week. Why: what passed says nothing without what it had to pass.
select
    category_code,
    category_name,
    alerts_a_year,
    calibrated_to_date,
    least_surprise,
    n_alerts_replayed,
    n_days_replayed,
    min_days_replayed,
    is_set
from signal_lines
order by alerts_a_year desc, category_name asc
