-- severity: stop
-- meaning: a file has no first receipt, or two; its rows would be lost or counted twice.
-- next step: hand the file in again (crt ingest) and build again.
select file_id
from raw_crt__receipts
group by file_id
having count(*) filter (where not is_repeat) != 1
