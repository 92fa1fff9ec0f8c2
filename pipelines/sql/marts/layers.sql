-- One row per layer of the reviewed table, whether or not it was handed in.
with

counted as (
    select
        layer_code,
        count(distinct feature_name) as n_features
    from int_features__current
    group by layer_code
),

current_files as (
    select
        layer_code,
        taken_at,
        is_dated,
        greatest(days_since(taken_at, $as_of_at), 0) as age_days
    from int_layers__current
)

select
    layers.layer_code,
    layers.sort_no::integer as sort_no,
    layers.layer_name,
    case
        when files.layer_code is null then 'not_collected'
        when files.age_days > layers.late_after_days::integer then 'late'
        else 'current'
    end as status,
    counted.n_features,
    files.taken_at,
    coalesce(files.is_dated, false) as is_dated,
    files.age_days,
    layers.late_after_days::integer as late_after_days,
    layers.definition
from ref_layers as layers
left join current_files as files on layers.layer_code = files.layer_code
left join counted on layers.layer_code = counted.layer_code
order by sort_no
