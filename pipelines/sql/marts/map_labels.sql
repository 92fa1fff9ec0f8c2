-- One row per neighborhood with enough tickets to say where it is.
select
    neighborhood_name,
    median(lon) as lon,
    median(lat) as lat,
    count(*) as n_tickets
from int_tickets__placed
where nullif(neighborhood_name, '') is not null
group by neighborhood_name
having count(*) >= 50
order by neighborhood_name
