-- One row per term of a location's score, largest first. Why: no score hides its terms.
select
    location_id,
    category_code,
    category_name,
    reporter_group,
    n_tickets,
    acute_rate,
    chronic_rate,
    weight,
    contribution
from location_terms
order by location_id asc, contribution desc, category_code asc, reporter_group asc
