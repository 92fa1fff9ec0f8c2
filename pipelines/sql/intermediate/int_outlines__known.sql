-- One row per outline that need not be drawn: none. Where outlines of a build before are held, they stand here instead.
select
    null::varchar as drawn_from,
    null::varchar as outline_geojson
where false
