-- One row per layer of the reviewed table. Why: a layer that nobody handed in must not look like an empty one.
select
    layer_code,
    layer_name,
    status,
    n_features,
    taken_at,
    is_dated,
    age_days,
    late_after_days,
    definition
from layers
order by sort_no
