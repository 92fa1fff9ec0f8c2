-- One row per project, measure and week of HMIS. Why raw: geo.disclosure releases them, no page reads this itself.
select
    project_code,
    project_name,
    zip_code,
    measure_code,
    measure_name,
    column_class,
    week_start_date,
    n_events,
    blank
from hmis_weeks
order by project_code, measure_code, week_start_date
