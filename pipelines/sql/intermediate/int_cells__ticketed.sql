-- One row per square cell of the working plane that holds a ticket's coordinate in the city.
-- Why: where the City's outline was not handed in, its ground is worked out from where tickets lie.
select distinct
    floor(x_m / $track_cell_m)::bigint as column_no,
    floor(y_m / $track_cell_m)::bigint as row_no
from int_coordinates__settled
where is_in_city
