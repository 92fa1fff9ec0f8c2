-- One row per location: how few reporters could account for its residents' tickets of the lookback.
-- Why: a place can be high on the list because one neighbor writes every day. Nobody's name is in a ticket; address and
-- channel are what can be told apart.
with

sources as (
    select
        location_id,
        lon,
        lat,
        channel_name,
        count(*) as n_tickets
    from int_complaints__gathered
    where location_id is not null
    group by location_id, lon, lat, channel_name
),

piled as (
    select
        location_id,
        channel_name,
        n_tickets,
        row_number() over heaviest as source_no,
        sum(n_tickets) over heaviest as n_tickets_so_far,
        sum(n_tickets) over (partition by location_id) as n_tickets_all
    from sources
    window heaviest as (partition by location_id order by n_tickets desc, channel_name asc, lon asc, lat asc)
),

told as (
    select
        location_id,
        any_value(n_tickets_all) as n_tickets_residents,
        count(*) as n_sources,
        count(*) filter (where 2 * (n_tickets_so_far - n_tickets) < n_tickets_all) as n_sources_for_half,
        max(n_tickets) as n_tickets_largest_source,
        coalesce(min(channel_name) filter (where source_no = 1), '') as largest_source_channel
    from piled
    group by location_id
),

in_bursts as (
    select
        location_id,
        count(distinct feed_code || ' ' || ticket_id) as n_tickets_in_bursts
    from int_complaints__burst
    where location_id is not null
    group by location_id
)

select
    places.location_id,
    coalesce(told.n_tickets_residents, 0)::bigint as n_tickets_residents,
    coalesce(told.n_sources, 0) as n_sources,
    coalesce(told.n_sources_for_half, 0) as n_sources_for_half,
    coalesce(told.n_tickets_largest_source, 0) as n_tickets_largest_source,
    coalesce(told.largest_source_channel, '') as largest_source_channel,
    coalesce(in_bursts.n_tickets_in_bursts, 0) as n_tickets_in_bursts
from int_locations__carried as places
left join told on places.location_id = told.location_id
left join in_bursts on places.location_id = in_bursts.location_id
order by places.number
