-- One row per distinct usable coordinate of a ticket. Why: tickets are snapped to addresses, so everything geometric
-- is done once a coordinate and not once a ticket.
select
    lon,
    lat,
    sum(n_tickets)::bigint as n_tickets
from int_coordinates__told
group by lon, lat
order by lon, lat
