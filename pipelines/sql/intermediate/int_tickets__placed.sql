-- One row per ticket with a usable place in the city, in metres (EPSG:26986).
-- View: two columns are added; copying the others would cost more than the join.
select
    tickets.*,
    coordinates.x_m,
    coordinates.y_m
from int_tickets__mapped as tickets
inner join int_coordinates__mapped as coordinates
    on tickets.lon = coordinates.lon and tickets.lat = coordinates.lat
where tickets.place_status = 'placed' and coordinates.is_in_city
