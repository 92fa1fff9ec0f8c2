-- One row: the days that the track record was played over, and the ground its shares of the area are shares of.
select
    first_date::date as first_date,
    last_date::date as last_date,
    n_weeks,
    plain_days,
    area_km2,
    area_how,
    n_top_cells
from int_list__replayed
