-- severity: warn
-- meaning: a contact number stands on contacts of different days; the later one has replaced the earlier.
-- next step: ask the outreach supervisor whether the log starts its numbers anew each day; numbers must be unique.
select record_id
from stg_crt__records
where feed_code = 'outreach'
group by record_id
having min(cast(opened_stamp as date)) != max(cast(opened_stamp as date))
