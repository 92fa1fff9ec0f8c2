-- One row per place ever listed. Why: a place that left the list still has a name and a past.
select
    location_id,
    name,
    district_code,
    x_m,
    y_m,
    first_listed_date,
    last_listed_date,
    n_mornings_listed,
    last_number,
    is_listed,
    merged_into_id
from place_registry
order by last_listed_date desc, last_number asc
