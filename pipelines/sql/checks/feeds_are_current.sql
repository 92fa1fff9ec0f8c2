-- severity: warn
-- meaning: a feed's newest record is older than its limit; the list may be yesterday's.
-- next step: say it in the first minute of the huddle; the feed's own next step stands in Data health.
select feed_code
from feeds
where status = 'late'
