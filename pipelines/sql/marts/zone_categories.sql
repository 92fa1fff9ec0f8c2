-- One row per zone and category with tickets in the lookback.
select
    zone_id,
    category_code,
    any_value(category_name) as category_name,
    count(*) as n_tickets,
    count(*) filter (where is_first_of_incident) as n_incidents
from int_tickets__zoned
group by zone_id, category_code
order by zone_id asc, n_tickets desc, category_code asc
