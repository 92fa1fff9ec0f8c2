-- severity: stop
-- meaning: the numbers of the locations are not 1, 2, 3 …; "number four" would mean two places or none.
-- next step: hold the huddle from the last build and send the build's id to whoever keeps the pipelines.
select number
from locations
qualify number != row_number() over (order by number)
