-- One row per distinct usable coordinate of a ticket. Why: tickets are snapped to addresses, so everything geometric
-- is done once a coordinate and not once a ticket.
select
    lon,
    lat,
    count(*) as n_tickets
from int_tickets__seen
where place_status = 'placed'
group by lon, lat
order by lon, lat
