-- Keep the outlines of this morning's places. One that is not asked for on a morning is forgotten.
create or replace table held.main.int_outlines__drawn as
select
    drawn_from,
    outline_geojson,
    $made_by as made_by
from int_outlines__drawn;
