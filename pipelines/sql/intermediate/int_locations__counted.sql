-- One row per location: the counts of the lookback, ranked categories only.
-- Why incidents apart: distinct texts are counted over the lookback's tickets alone, not over all years.
with

tickets as (
    select
        location_id,
        count(*) filter (where is_in_lookback) as n_tickets,
        count(*) filter (where is_in_lookback and reporter_group = 'residents') as n_tickets_residents,
        count(*) filter (where is_in_lookback and reporter_group = 'staff') as n_tickets_staff,
        count(*) filter (where is_open and not is_gone) as n_open_tickets,
        max(days_since(opened_at, $as_of_at)) filter (where is_open and not is_gone)
            as oldest_open_days,
        max(opened_at) as newest_ticket_at
    from int_tickets__located
    where is_ranked
    group by location_id
),

incidents as (
    select
        location_id,
        incident_id,
        bool_or(opened_at >= $week_start_at) as is_in_week
    from int_tickets__located
    where is_ranked and is_in_lookback
    group by location_id, incident_id
),

counts as (
    select
        location_id,
        count(*) as n_incidents,
        count(*) filter (where is_in_week) as n_incidents_7d
    from incidents
    group by location_id
)

select
    tickets.*,
    coalesce(counts.n_incidents, 0) as n_incidents,
    coalesce(counts.n_incidents_7d, 0) as n_incidents_7d
from tickets
left join counts on tickets.location_id = counts.location_id
