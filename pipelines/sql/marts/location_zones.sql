-- One row per location of the morning: the one zone that its centre, and so all of it, is counted in.
select
    location_id,
    zone_id
from int_locations__zoned
order by location_id
