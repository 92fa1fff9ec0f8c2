-- One row per location: the counts of the lookback, ranked categories only.
select
    location_id,
    count(*) filter (where is_in_lookback) as n_tickets,
    count(distinct incident_id) filter (where is_in_lookback) as n_incidents,
    count(distinct incident_id) filter (where opened_at >= $week_start_at) as n_incidents_7d,
    count(*) filter (where is_in_lookback and reporter_group = 'residents') as n_tickets_residents,
    count(*) filter (where is_in_lookback and reporter_group = 'staff') as n_tickets_staff,
    count(*) filter (where is_open and not is_gone) as n_open_tickets,
    max(floor(epoch($as_of_at - opened_at) / 86400)::integer) filter (where is_open and not is_gone)
        as oldest_open_days,
    max(opened_at) as newest_ticket_at
from int_tickets__located
where is_ranked
group by location_id
