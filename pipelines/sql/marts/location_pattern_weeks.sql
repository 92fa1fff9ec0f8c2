-- One row per location and week that its pattern was told from: how much lay round it, and whether that was hot.
select *
from int_locations__rated_weekly
order by location_id, week_start_date
