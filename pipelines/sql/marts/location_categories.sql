-- One row per location and category with tickets in the lookback or still open, unranked categories included.
with

tickets as (
    select
        *,
        days_since(opened_at, $as_of_at) as open_days
    from int_tickets__located
    where is_in_lookback or is_open
)

select
    location_id,
    category_code,
    any_value(category_name) as category_name,
    bool_or(is_ranked) as is_ranked,
    count(*) filter (where is_in_lookback) as n_tickets,
    count(*) filter (where is_in_lookback and category_how = 'derived from text') as n_tickets_from_text,
    count(distinct incident_id) filter (where is_in_lookback) as n_incidents,
    count(*) filter (where is_open and not is_gone and open_days < 3) as n_open_under_3d,
    count(*) filter (where is_open and not is_gone and open_days >= 3 and open_days < 14) as n_open_3d_to_14d,
    count(*) filter (where is_open and not is_gone and open_days >= 14) as n_open_14d_or_more,
    max(open_days) filter (where is_open and not is_gone) as oldest_open_days
from tickets
group by location_id, category_code
order by location_id asc, is_ranked desc, n_tickets desc, category_code asc
