-- One row per burst, largest first.
select
    burst_no,
    burst_kind,
    location_id,
    zone_id,
    channel_name,
    category_names,
    n_tickets,
    n_addresses,
    first_at,
    last_at
from bursts
order by burst_no
