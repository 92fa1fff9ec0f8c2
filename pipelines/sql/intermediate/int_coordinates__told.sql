-- One row per distinct usable coordinate, place text, neighborhood and police district that tickets there state.
-- Why: all that is asked of coordinates is asked of these counts; at millions of tickets these are made once.
select
    lon,
    lat,
    place_text,
    neighborhood_name,
    district_code,
    count(*) as n_tickets
from int_tickets__seen
where place_status = 'placed'
group by lon, lat, place_text, neighborhood_name, district_code
