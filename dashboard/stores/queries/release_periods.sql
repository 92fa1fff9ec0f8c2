-- One row per feed: the morning whose finer tables are told on this one.
select
    feed_code,
    begun_date
from release_periods
order by feed_code
