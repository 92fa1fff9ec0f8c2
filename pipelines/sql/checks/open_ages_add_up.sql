-- severity: stop
-- meaning: a place's open tickets by age do not add up to its open tickets, or a listed place has no ages.
-- next step: hold the huddle from the last build and send the location's id to whoever keeps the pipelines.
select places.location_id
from locations as places
left join location_open_ages as ages on places.location_id = ages.location_id
where
    places.n_open_tickets
    is distinct from ages.n_open_under_3d + ages.n_open_3d_to_14d + ages.n_open_14d_or_more
