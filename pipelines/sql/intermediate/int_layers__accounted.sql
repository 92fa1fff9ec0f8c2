-- One row per layer's file that is the newest of its layer: how many of its features count. Whatever the morning,
-- because of each file handed in the rows must add up.
select
    features.file_id,
    count(*) as n_current
from stg_city__features as features
inner join int_layers__filed as files on features.file_id = files.file_id
where files.is_newest
group by features.file_id
