-- One row per listed location: its open tickets by age. Why: the district's list tells them in one line.
select
    location_id,
    n_open_under_3d,
    n_open_3d_to_14d,
    n_open_14d_or_more
from location_open_ages
