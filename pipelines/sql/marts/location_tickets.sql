-- One row per ticket at a location opened in the lookback or still open.
select
    location_id,
    ticket_id,
    category_name,
    category_how,
    type_name,
    opened_at,
    closed_at,
    is_open,
    is_gone,
    place_how,
    days_since(opened_at, coalesce(closed_at, $as_of_at)) as age_days,
    reporter_group
from int_tickets__located
where is_in_lookback or is_open
order by location_id asc, opened_at desc, ticket_id asc
