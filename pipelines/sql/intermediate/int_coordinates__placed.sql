-- One row per row of int_coordinates__told that lies in the city, in metres (EPSG:26986).
-- View: two columns are added.
select
    told.*,
    settled.x_m,
    settled.y_m
from int_coordinates__told as told
inner join int_coordinates__settled as settled on told.lon = settled.lon and told.lat = settled.lat
where settled.is_in_city
