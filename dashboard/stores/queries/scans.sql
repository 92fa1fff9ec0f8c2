-- One row per ranked category: what the week's scan looked at.
select
    category_code,
    category_name,
    scanned_to_date,
    n_days,
    n_incidents,
    n_cells,
    n_replications,
    is_scanned
from scans
order by n_incidents desc, category_name asc
