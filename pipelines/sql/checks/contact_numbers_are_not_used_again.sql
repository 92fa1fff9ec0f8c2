-- severity: warn
-- meaning: a contact number stands on contacts of different days; the later one has replaced the earlier.
-- next step: ask the outreach supervisor whether the log starts its numbers anew each day; numbers must be unique.
select contact_id
from stg_outreach__contacts
group by contact_id
having count(distinct cast(contact_at as date)) > 1
