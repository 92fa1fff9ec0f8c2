-- One row per category of one zone. Why: what the city was asked for there, next to what was done.
select
    category_code,
    category_name,
    n_tickets,
    n_incidents
from zone_categories
where zone_id = $zone_id
order by n_tickets desc, category_name asc
