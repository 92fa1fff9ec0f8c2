-- One row per file handed in. Rows read = accepted + set aside + superseded; a file handed in again is all superseded.
-- Of lines and of a layer the newest file is held whole; every feature of an earlier one is superseded.
-- Of a file whose rows were erased by the rule for retention it stands as it was that day.
-- Of an HMIS export its rows are counted and not held; those of days that a later export tells are superseded.
with

accounted as (
    select
        file_id,
        n_current
    from int_files__accounted
    union all
    select
        file_id,
        count(*) as n_current
    from int_areas__current
    group by file_id
    union all
    select
        file_id,
        n_current
    from int_layers__accounted
    union all
    select
        file_id,
        count(*) as n_current
    from int_overnight__newest
    group by file_id
    union all
    select
        file_id,
        count(*) as n_current
    from int_calls__newest
    group by file_id
    union all
    select
        file_id,
        count(*) as n_current
    from int_court_totals__newest
    group by file_id
    union all
    select
        file_id,
        n_current
    from int_hmis__accounted
)

select
    receipts.receipt_no,
    receipts.path,
    receipts.feed_code,
    receipts.rows_read,
    case when receipts.is_repeat then 0 else coalesce(receipts.n_current_erased, accounted.n_current, 0) end
        as n_accepted,
    receipts.rows_read - receipts.n_accepted as n_set_aside,
    receipts.n_accepted
    - case when receipts.is_repeat then 0 else coalesce(receipts.n_current_erased, accounted.n_current, 0) end
        as n_superseded,
    receipts.taken_at,
    receipts.taken_at_how,
    receipts.clock_regime,
    receipts.clock_evidence,
    receipts.clock_basis,
    receipts.n_clock_for,
    receipts.n_clock_against,
    receipts.is_clock_mixed,
    receipts.newest_record_at,
    receipts.message
from raw_crt__receipts as receipts
left join accounted on receipts.file_id = accounted.file_id
order by receipts.receipt_no
