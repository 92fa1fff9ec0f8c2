-- severity: stop
-- meaning: what is usual at a location is stated for another count than the one the list shows.
-- next step: hold the huddle from the last build and send the location's id to whoever keeps the pipelines.
select places.location_id
from locations as places
cross join builds
left join location_ranges as week_range
    on places.location_id = week_range.location_id and week_range.category_code = 'all' and week_range.window_days = 7
left join location_ranges as lookback_range
    on
        places.location_id = lookback_range.location_id
        and lookback_range.category_code = 'all'
        and builds.lookback_days = lookback_range.window_days
where
    places.n_incidents_7d is distinct from week_range.n_incidents
    or places.n_incidents is distinct from lookback_range.n_incidents
