-- One row per location, length of window and ranked category, or all of them together: what is usual there.
select *
from int_locations__expected
order by location_id, window_days, category_code
