-- One row per location. Why: disclosure decides about a zone and its places together.
select
    location_id,
    zone_id
from location_zones
order by location_id
