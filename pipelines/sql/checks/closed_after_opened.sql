-- severity: warn
-- meaning: more than one ticket in fifty was closed before it was opened; a clock may be read wrongly.
-- next step: look at the clock and its evidence in Data health for the newest file.
select feed_code
from stg_crt__records
where feed_code != 'outreach'
group by feed_code
having count(*) filter (where closed_stamp < opened_stamp) * 50 > count(*)
