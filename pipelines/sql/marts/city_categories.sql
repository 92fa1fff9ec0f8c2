-- One row per category with tickets in the lookback, whole city, tickets without a usable place included.
select
    category_code,
    any_value(category_name) as category_name,
    count(*) as n_tickets,
    count(*) filter (where is_first_of_incident) as n_incidents
from int_tickets__zoned
group by category_code
order by n_tickets desc, category_code asc
