-- One row per distinct file content landed, with the instant and the clock its rows are read by.
-- Why: the same content handed in twice is one file; its first receipt says when the snapshot was taken.
select
    file_id,
    feed_code,
    taken_at,
    clock_regime,
    receipt_no,
    erased_until_at
from raw_crt__receipts
qualify row_number() over (partition by file_id order by is_repeat asc, receipt_no asc) = 1
