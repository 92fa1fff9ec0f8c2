-- One row per week of one location, oldest first. Why: the weeks behind its pattern.
select
    week_start_date,
    n_incidents_near,
    n_expected_near,
    gi_z,
    p_value,
    is_hot,
    is_cold
from location_pattern_weeks
where location_id = $location_id
order by week_start_date
