-- What the tickets at each coordinate state, brought up to this morning: the tickets that differ are taken away as they
-- were and added as they are. Why before they are put in place: after it nobody knows what they stated.
create table work.settled_anew.int_coordinates__told as
with

before as (
    select
        lon,
        lat,
        place_text,
        neighborhood_name,
        district_code,
        -1 as n_tickets
    from held.main.int_tickets__seen
    where place_status = 'placed' and ticket_id in (select ticket_id from work.main.differing_tickets)
),

after as (
    select
        lon,
        lat,
        place_text,
        neighborhood_name,
        district_code,
        1 as n_tickets
    from work.changed.int_tickets__seen
    where place_status = 'placed' and ticket_id in (select ticket_id from work.main.differing_tickets)
)

select
    lon,
    lat,
    place_text,
    neighborhood_name,
    district_code,
    sum(n_tickets)::bigint as n_tickets
from (
    select * from held.main.int_coordinates__told
    union all by name
    select * from before
    union all by name
    select * from after
) as counts
group by lon, lat, place_text, neighborhood_name, district_code
having sum(n_tickets) > 0;
