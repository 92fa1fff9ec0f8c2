-- One row per area of a boundary file handed in: its layer, its name, its shape as WKB (EPSG:26986), never looked into.
select
    file_id,
    row_number,
    layer_code,
    area_name,
    geom_wkb
from raw_city__boundaries
