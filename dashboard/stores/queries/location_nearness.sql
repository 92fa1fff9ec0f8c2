-- One row per location and layer that distances are told to. Why: schools near a place decide how soon somebody goes.
select
    location_id,
    layer_code,
    one_name,
    layer_name,
    is_collected,
    nearest_name,
    distance_m,
    n_within,
    reach_m
from location_nearness
order by location_id asc, sort_no asc
