-- One row per zone, by name, what states no place last. Why: the Council reads the city by zone, never by point.
select
    zone_id,
    zone_name,
    zone_kind,
    n_tickets,
    n_incidents,
    n_tickets_residents
from zones
order by zone_id = 'none', zone_name, zone_id
