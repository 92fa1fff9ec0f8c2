-- One row: the days played again and the ground. Why: a share of the area says nothing without the area.
select
    first_date,
    last_date,
    n_weeks,
    plain_days,
    area_km2,
    area_how,
    n_top_cells
from track_record_period
