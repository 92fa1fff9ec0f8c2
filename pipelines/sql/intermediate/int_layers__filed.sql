-- One row per layer and file content handed in: as taken when, whether it is the newest of its layer, and whether it is
-- the one that the morning sees.
-- Why two answers: a layer fetched after a morning changes nothing in it, but its rows are held all the same. One
-- without a date counts for every morning, as lines do, and as taken when it was handed in last.
with

layers as (
    select distinct
        file_id,
        layer_code
    from stg_city__features
),

handed_in as (
    select
        file_id,
        max(receipt_no) as last_receipt_no,
        max(landed_at) as landed_at
    from raw_crt__receipts
    group by file_id
),

dated as (
    select
        layers.file_id,
        layers.layer_code,
        handed_in.last_receipt_no,
        files.taken_at is not null as is_dated,
        coalesce(files.taken_at, handed_in.landed_at) as taken_at,
        files.taken_at is null or files.taken_at < $as_of_at as is_seen
    from layers
    inner join handed_in on layers.file_id = handed_in.file_id
    inner join stg_crt__files as files on layers.file_id = files.file_id
)

select
    *,
    row_number() over (partition by layer_code order by taken_at desc, last_receipt_no desc) = 1 as is_newest,
    is_seen
    and row_number() over (partition by layer_code, is_seen order by taken_at desc, last_receipt_no desc) = 1
        as is_current
from dated
