-- One row per layer and file content handed in: as taken when, and whether it is the newest of its layer.
-- Why an instant for each: a layer that states no date is as taken when it was handed in last.
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
)

select
    layers.file_id,
    layers.layer_code,
    handed_in.last_receipt_no,
    files.taken_at is not null as is_dated,
    coalesce(files.taken_at, handed_in.landed_at) as taken_at,
    row_number() over (
        partition by layers.layer_code
        order by coalesce(files.taken_at, handed_in.landed_at) desc, handed_in.last_receipt_no desc
    ) = 1 as is_newest
from layers
inner join handed_in on layers.file_id = handed_in.file_id
inner join stg_crt__files as files on layers.file_id = files.file_id
