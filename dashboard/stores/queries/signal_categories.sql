-- One row per signal and category of its incidents. Why: who goes depends on what it is, and on who reported it.
select
    signal_no,
    category_name,
    n_incidents,
    n_tickets_residents,
    n_tickets_staff
from signal_categories
order by signal_no asc, n_incidents desc, category_name asc
