-- One row per area in the file of its layer that was handed in last. Why: lines carry no date, so whatever the morning,
-- the newest lines count; a file handed in once more counts as newest again.
with

layers as (
    select distinct
        file_id,
        layer_code
    from stg_city__boundaries
),

files as (
    select
        areas.file_id,
        areas.layer_code,
        max(receipts.receipt_no) as last_receipt_no,
        max(receipts.landed_at) as handed_in_at
    from layers as areas
    inner join raw_crt__receipts as receipts on areas.file_id = receipts.file_id
    group by areas.file_id, areas.layer_code
    qualify row_number() over (partition by areas.layer_code order by last_receipt_no desc) = 1
)

select
    areas.file_id,
    areas.row_number,
    areas.layer_code,
    areas.area_name,
    areas.geom_wkb,
    files.handed_in_at
from stg_city__boundaries as areas
inner join files on areas.file_id = files.file_id
order by areas.layer_code, areas.area_name, areas.row_number
