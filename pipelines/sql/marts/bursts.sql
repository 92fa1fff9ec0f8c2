-- One row per burst of complaints that one reporter could have sent, largest first.
-- Why without the address: it can be the reporter's own door. A burst off the list has its zone only; one that lies in
-- two zones has its first complaint's.
with

bursts as (
    select
        burst_key,
        any_value(burst_kind) as burst_kind,
        any_value(location_id) as location_id,
        arg_min(zone_id, (opened_at, feed_code, ticket_id)) as zone_id,
        any_value(channel_name) as channel_name,
        string_agg(distinct category_name, ', ' order by category_name) as category_names,
        count(*) as n_tickets,
        any_value(n_addresses) as n_addresses,
        min(opened_at) as first_at,
        max(opened_at) as last_at
    from int_complaints__burst
    group by burst_key
)

select
    (row_number() over (order by n_tickets desc, first_at asc, burst_key asc))::integer as burst_no,
    burst_kind,
    location_id,
    zone_id,
    coalesce(channel_name, '') as channel_name,
    category_names,
    n_tickets,
    n_addresses,
    first_at,
    last_at
from bursts
order by burst_no
