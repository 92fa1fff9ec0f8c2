-- severity: stop
-- meaning: a location is on the list without a pattern, or without saying that its past is too short for one.
-- next step: hold the huddle from the last build and send the location's id to whoever keeps the pipelines.
select places.location_id
from locations as places
left join location_patterns as patterns on places.location_id = patterns.location_id
where patterns.pattern_code is null
