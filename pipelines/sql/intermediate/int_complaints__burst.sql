-- One row per complaint that is part of a burst, and kind of burst: `address` or `channel`.
-- Why: nobody's name is in a ticket, so that one reporter sent many can only be told by address, channel and time. From
-- one address by one channel, each at most so many hours after the one before; or, at one listed place, by one channel
-- from several addresses, each within minutes of the one before, as somebody sends them who walks by.
with

of_kinds as materialized (
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

-- Few grounds have so many tickets at all: runs are looked for on these alone.
busy as (
    select
        burst_kind,
        ground
    from of_kinds
    group by burst_kind, ground
    having count(*) >= $burst_min_tickets
),

marked as (
    select
        *,
        opened_at - lag(opened_at) over runs > longest_gap as is_later
    from of_kinds
    semi join busy on of_kinds.burst_kind = busy.burst_kind and of_kinds.ground = busy.ground
    window runs as (partition by burst_kind, ground order by opened_at, feed_code, ticket_id)
),

numbered as materialized (
    select
        *,
        count(*) filter (where is_later) over (
            partition by burst_kind, ground
            order by opened_at, feed_code, ticket_id
            rows between unbounded preceding and current row
        ) as run_no
    from marked
),

runs as (
    select
        burst_kind,
        ground,
        run_no,
        count(*) as n_tickets,
        count(distinct row(lon, lat)) as n_addresses
    from numbered
    group by burst_kind, ground, run_no
    having count(*) >= $burst_min_tickets
)

select
    md5(concat_ws('|', numbered.burst_kind, numbered.ground, numbered.run_no)) as burst_key,
    numbered.burst_kind,
    numbered.feed_code,
    numbered.ticket_id,
    numbered.category_name,
    numbered.channel_name,
    numbered.opened_at,
    numbered.zone_id,
    numbered.location_id,
    runs.n_addresses
from numbered
inner join runs
    on numbered.burst_kind = runs.burst_kind and numbered.ground = runs.ground and numbered.run_no = runs.run_no
where numbered.burst_kind = 'address' or runs.n_addresses > 1
