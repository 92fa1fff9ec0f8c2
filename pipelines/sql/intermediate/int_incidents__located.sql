-- One row per location and incident of a ranked category: how many days before the morning its tickets there were
-- opened, the oldest and the newest.
-- Why: what is usual at a place is counted twice from this, by day and by window; an incident's id is read once.
select
    location_id,
    category_code,
    incident_id,
    max($as_of_date - huddle_date) as oldest_age_days,
    min($as_of_date - huddle_date) as newest_age_days
from int_tickets__located
where is_ranked and huddle_date >= $as_of_date - $range_history_days::integer
group by location_id, category_code, incident_id
