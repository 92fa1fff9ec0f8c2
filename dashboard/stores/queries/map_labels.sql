-- One row per neighborhood, largest first. Why: names make a map without tiles readable.
select
    neighborhood_name,
    lon,
    lat,
    n_tickets
from map_labels
order by n_tickets desc, neighborhood_name asc
