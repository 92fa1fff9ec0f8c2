-- severity: stop
-- meaning: a location is on the list without a reason.
-- next step: hold the huddle from the last build and send the location's id to whoever keeps the pipelines.
select places.location_id
from locations as places
left join location_reasons as reasons on places.location_id = reasons.location_id
where reasons.location_id is null
