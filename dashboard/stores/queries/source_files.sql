-- One row per file handed in. Why: Data health shows that the rows of each file add up. The folder stays out of sight.
select
    receipt_no,
    regexp_extract(path, '[^/\\]+$') as file_name,
    feed_code,
    rows_read,
    n_accepted,
    n_set_aside,
    n_superseded,
    taken_at,
    taken_at_how,
    clock_regime,
    clock_evidence,
    clock_basis,
    n_clock_for,
    n_clock_against,
    is_clock_mixed,
    newest_record_at,
    message
from source_files
order by receipt_no desc
