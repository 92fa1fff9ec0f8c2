-- severity: warn
-- meaning: a location's tickets state no police district the reviewed table knows.
-- next step: look at data/reference/districts.csv and at how the City writes the district in the newest file.
select location_id
from locations
where district_code = 'not stated'
