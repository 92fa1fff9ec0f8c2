-- One row per location and layer that distances are told to, whether or not the layer was handed in.
-- Why: a layer that nobody handed in is not collected; it is not nought.
select
    places.location_id,
    layers.layer_code,
    layers.sort_no::integer as sort_no,
    layers.layer_name,
    layers.one_name,
    neared.location_id is not null as is_collected,
    neared.nearest_name,
    round(neared.distance_m)::integer as distance_m,
    neared.n_within::integer as n_within,
    layers.reach_m::integer as reach_m
from int_locations__carried as places
cross join ref_layers as layers
left join int_locations__neared as neared
    on places.location_id = neared.location_id and layers.layer_code = neared.layer_code
where layers.reach_m != ''
order by places.number asc, sort_no asc
