-- One row per feature of the file of its layer that the morning sees.
select
    features.layer_code,
    features.feature_name,
    features.geom_wkb
from stg_city__features as features
inner join int_layers__current as files
    on features.file_id = files.file_id and features.layer_code = files.layer_code
order by features.layer_code asc, features.feature_name asc, features.row_number asc
