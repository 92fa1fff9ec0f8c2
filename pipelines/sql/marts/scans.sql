-- One row per ranked category: what the week's scan looked at.
-- Why: that nothing was found tells something only where it looked.
select
    made.category_code,
    categories.category_name,
    made.scanned_to_date::date as scanned_to_date,
    made.n_days,
    made.n_incidents,
    made.n_cells,
    $scan_replications::bigint as n_replications,
    made.is_scanned
from int_scans__made as made
inner join ref_categories as categories on made.category_code = categories.category_code
order by made.n_incidents desc, made.category_code asc
