-- One row per distinct place on the ground. Why: without tiles, the tickets' own places trace the streets.
select
    lon,
    lat
from map_coordinates
order by lon, lat
