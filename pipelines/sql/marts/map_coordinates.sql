-- One row per place on the ground where any ticket was opened before the morning: the map's backdrop without tiles.
select distinct
    round(lon, 5) as lon,
    round(lat, 5) as lat
from int_coordinates__settled
where is_in_city
order by lon, lat
