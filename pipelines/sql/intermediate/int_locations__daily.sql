-- One row per location, ranked category and huddle day on which incidents were first told of there.
-- Why: a place's own past says what is usual there.
select
    location_id,
    category_code,
    $as_of_date - oldest_age_days::integer as huddle_date,
    sum(n_incidents)::bigint as n_incidents
from int_locations__spanned
group by location_id, category_code, oldest_age_days
