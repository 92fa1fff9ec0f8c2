-- One row per feed and reason for which tickets lack a coordinate of their own: how many came back by their address.
with

lost as (
    select
        feed_code,
        place_status as lost_how,
        count(*) as n_tickets,
        count(*) filter (where place_text is not null) as n_with_place_text
    from int_tickets__seen
    where place_status in ('sentinel', 'missing')
    group by feed_code, place_status
),

put_back as (
    select
        feed_code,
        lost_how,
        count(*) as n_put_back,
        count(*) filter (where found_how in ('address', 'intersection', 'named place')) as n_at_known
    from int_tickets__rescued
    group by feed_code, lost_how
)

select
    lost.feed_code,
    lost.lost_how,
    lost.n_tickets,
    lost.n_with_place_text,
    coalesce(put_back.n_put_back, 0) as n_put_back,
    coalesce(put_back.n_at_known, 0) as n_at_known
from lost
left join put_back on lost.feed_code = put_back.feed_code and lost.lost_how = put_back.lost_how
order by lost.feed_code asc, lost.lost_how asc
