-- One row per neighborhood with enough tickets to say where it is: in the middle of the places that state it.
select
    neighborhood_name,
    median(lon) as lon,
    median(lat) as lat,
    sum(n_tickets)::bigint as n_tickets
from int_coordinates__placed
where nullif(neighborhood_name, '') is not null
group by neighborhood_name
having sum(n_tickets) >= 50
order by neighborhood_name
