-- One row per police district, by letter and number. Why: the District page says whose lines it draws.
select
    district_code,
    district_name,
    lines_how,
    lines_handed_in_at,
    outline_geojson,
    n_tickets_stating,
    n_tickets_disagreeing,
    n_locations
from districts
order by
    left(district_code, 1) asc,
    try_cast(split_part(district_code, '-', 2) as integer) asc
