-- One row per layer that the morning sees: the newest of its files that was fetched before the morning.
-- Why one without a date counts for every morning: a map carries none, as lines do not.
select
    file_id,
    layer_code,
    is_dated,
    taken_at
from int_layers__filed
where not is_dated or taken_at < $as_of_at
qualify row_number() over (partition by layer_code order by taken_at desc, last_receipt_no desc) = 1
