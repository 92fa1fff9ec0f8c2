-- One row per category, whole city. Why: what the city was asked for.
select
    category_code,
    category_name,
    n_tickets,
    n_incidents
from city_categories
order by n_tickets desc, category_name asc
