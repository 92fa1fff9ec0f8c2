-- severity: stop
-- meaning: a location lies in no zone, in two, or in one that is not drawn; its figures would be lost or doubled.
-- next step: hold the huddle from the last build and look at data/reference/zones.csv.
select places.location_id
from locations as places
left join location_zones as given on places.location_id = given.location_id
left join zones on given.zone_id = zones.zone_id
group by places.location_id
having count(zones.zone_id) != 1
