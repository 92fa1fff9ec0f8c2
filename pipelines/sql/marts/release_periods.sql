-- One row per feed: the morning whose finer tables are told on this one. Why: no two told tables may share a day.
select
    feed_code,
    begun_date
from int_outreach__periods
order by feed_code
