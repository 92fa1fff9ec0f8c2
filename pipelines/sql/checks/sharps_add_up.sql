-- severity: stop
-- meaning: needle tickets of a place that are neither open nor read, or more or fewer than its tickets by category.
-- next step: hold the huddle from the last build and send the build's id to whoever keeps the pipelines.
select sharps.location_id
from location_sharps as sharps
left join location_categories as categories
    on sharps.location_id = categories.location_id and categories.category_code = 'sharps'
where
    sharps.n_requested
    is distinct from sharps.n_open + sharps.n_with_sharps + sharps.n_with_none + sharps.n_not_told
    or sharps.n_requested is distinct from coalesce(categories.n_tickets, 0)
