-- One row per complaint that is part of a burst, and kind of burst: `address` or `channel`.
-- Why: nobody's name is in a ticket, so that one reporter sent many can only be told by address, channel and time. From
-- one address by one channel, each at most so many hours after the one before; or, at one listed place, by one channel
-- from several addresses, each within minutes of the one before, as somebody sends them who walks by.
with

of_kinds as (
    select
        'address' as burst_kind,
        ticket_id,
        feed_code,
        zone_id,
        location_id,
        category_name,
        channel_name,
        opened_at,
        lon,
        lat,
        concat_ws('|', lon, lat, channel_name) as ground,
        to_seconds(3600 * $burst_address_gap_hours) as longest_gap
    from int_complaints__gathered
    union all
    select
        'channel' as burst_kind,
        ticket_id,
        feed_code,
        zone_id,
        location_id,
        category_name,
        channel_name,
        opened_at,
        lon,
        lat,
        concat_ws('|', location_id, channel_name) as ground,
        to_seconds(60 * $burst_channel_gap_min) as longest_gap
    from int_complaints__gathered
    where location_id is not null
),

marked as (
    select
        *,
        opened_at - lag(opened_at) over runs > longest_gap as is_later
    from of_kinds
    window runs as (partition by burst_kind, ground order by opened_at, feed_code, ticket_id)
),

numbered as (
    select
        *,
        count(*) filter (where is_later) over (
            partition by burst_kind, ground
            order by opened_at, feed_code, ticket_id
            rows between unbounded preceding and current row
        ) as run_no
    from marked
),

sized as (
    select
        *,
        count(*) over runs as n_tickets,
        count(distinct lon || ' ' || lat) over runs as n_addresses
    from numbered
    window runs as (partition by burst_kind, ground, run_no)
)

select
    md5(concat_ws('|', burst_kind, ground, run_no)) as burst_key,
    burst_kind,
    feed_code,
    ticket_id,
    category_name,
    channel_name,
    opened_at,
    zone_id,
    location_id,
    n_addresses
from sized
where n_tickets >= $burst_min_tickets and (burst_kind = 'address' or n_addresses > 1)
