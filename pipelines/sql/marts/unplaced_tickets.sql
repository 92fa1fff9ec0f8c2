-- One row per feed and reason a ticket before the morning is not on the map.
-- Why two places decide: the box is asked ticket by ticket, the lines once for every distinct coordinate.
with

reasons as (
    select
        feed_code,
        place_text,
        place_status
    from int_tickets__mapped
    where place_status != 'placed'
    union all
    select
        tickets.feed_code,
        tickets.place_text,
        'outside_lines' as place_status
    from int_tickets__seen as tickets
    inner join int_coordinates__settled as coordinates
        on tickets.lon = coordinates.lon and tickets.lat = coordinates.lat
    where tickets.place_status = 'placed' and not coordinates.is_in_city
)

select
    feed_code,
    place_status,
    count(*) as n_tickets,
    count(*) filter (where place_text is not null) as n_with_place_text
from reasons
group by feed_code, place_status
order by feed_code asc, n_tickets desc
