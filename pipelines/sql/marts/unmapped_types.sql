-- One row per feed and type that no reviewed table knows, tickets before the morning.
select
    feed_code,
    coalesce(nullif(type_name, ''), '(no type stated)') as type_name,
    count(*) as n_tickets
from int_tickets__seen
where is_unmapped_type
group by feed_code, coalesce(nullif(type_name, ''), '(no type stated)')
union all
select
    feed_code,
    'channel: ' || coalesce(channel_name, '(none)') as type_name,
    count(*) as n_tickets
from int_tickets__seen
where is_unmapped_channel
group by feed_code, 'channel: ' || coalesce(channel_name, '(none)')
order by feed_code asc, n_tickets desc, type_name asc
