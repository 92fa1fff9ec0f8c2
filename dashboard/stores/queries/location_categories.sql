-- One row per category of one location. Why: what is asked there, and how long it has waited.
select
    category_code,
    category_name,
    is_ranked,
    n_tickets,
    n_tickets_from_text,
    n_incidents,
    n_open_under_3d,
    n_open_3d_to_14d,
    n_open_14d_or_more,
    oldest_open_days
from location_categories
where location_id = $location_id
order by is_ranked desc, n_tickets desc, category_name asc
