-- One row per feature of a layer handed in: its layer, its name, its shape as WKB (EPSG:26986), never looked into.
select
    file_id,
    row_number,
    layer_code,
    feature_name,
    geom_wkb
from raw_city__layers
