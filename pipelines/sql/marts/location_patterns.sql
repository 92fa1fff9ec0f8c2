-- One row per location: its pattern over the last weeks, and the test behind it.
select *
from int_locations__patterned
order by location_id
