-- One row per location, ranked category and huddle day on which incidents were first told of there.
-- Why: a place's own past says what is usual there.
with

firsts as (
    select
        location_id,
        category_code,
        incident_id,
        min(huddle_date) as huddle_date
    from int_tickets__located
    where is_ranked and huddle_date >= $as_of_date - $range_history_days::integer
    group by location_id, category_code, incident_id
)

select
    location_id,
    category_code,
    huddle_date,
    count(*) as n_incidents
from firsts
group by location_id, category_code, huddle_date
