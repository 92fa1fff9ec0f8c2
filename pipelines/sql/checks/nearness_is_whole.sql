-- severity: stop
-- meaning: a location and a layer have a distance without the layer, or a layer that was handed in has none.
-- next step: hold the huddle from the last build and look at the layers in Data health.
select
    near.location_id,
    near.layer_code
from location_nearness as near
left join layers on near.layer_code = layers.layer_code
where
    layers.layer_code is null
    or near.is_collected != (layers.status != 'not_collected')
    or near.is_collected != (near.distance_m is not null and near.nearest_name is not null)
    or near.is_collected != (near.n_within is not null)
    or (near.n_within > 0 and near.distance_m > near.reach_m)
    or (near.n_within = 0 and near.distance_m < near.reach_m)
