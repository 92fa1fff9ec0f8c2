-- One row per open ticket of one location, oldest first. Why: what a crew can still answer there.
select
    ticket_id,
    category_name,
    category_how,
    type_name,
    opened_at,
    age_days,
    reporter_group,
    is_gone,
    place_how
from location_tickets
where location_id = $location_id and is_open
order by opened_at, ticket_id
