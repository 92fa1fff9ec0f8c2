-- severity: stop
-- meaning: the reasons for declining do not add up to all that was declined; a reason is not in the reviewed table.
-- next step: add the reason to data/reference/decline_reasons.csv, then build again.
select sum(n_events) as n_events
from decline_reasons
having
    sum(n_events) filter (where reason_code = 'all')
    is distinct from sum(n_events) filter (where reason_code != 'all')
