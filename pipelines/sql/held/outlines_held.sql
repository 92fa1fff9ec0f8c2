-- The outlines that the last build drew by the same rules, each under a digest of what it was drawn from.
create table int_outlines__known as
select
    drawn_from,
    outline_geojson
from held.main.int_outlines__drawn
where made_by = $made_by;
