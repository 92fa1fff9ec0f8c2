-- One row per location, ranked category and span of days before the morning, with the incidents whose tickets there
-- were opened on them: the oldest and the newest day.
-- Why: what is usual at a place is counted twice from this, by day and by window; an incident's id is read once.
with

incidents as (
    select
        location_id,
        category_code,
        incident_id,
        max($as_of_date - huddle_date) as oldest_age_days,
        min($as_of_date - huddle_date) as newest_age_days
    from int_tickets__located
    where is_ranked and huddle_date >= $as_of_date - $range_history_days::integer
    group by location_id, category_code, incident_id
)

select
    location_id,
    category_code,
    oldest_age_days,
    newest_age_days,
    count(*) as n_incidents
from incidents
group by location_id, category_code, oldest_age_days, newest_age_days
