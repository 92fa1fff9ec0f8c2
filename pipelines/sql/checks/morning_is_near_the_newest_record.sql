-- severity: warn
-- meaning: the newest record of every feed lies more than a year before this morning.
-- next step: look at the date: if another morning was meant, build that one (crt build --as-of).
select builds.build_id
from builds
where coalesce((select min(feeds.behind_hours) from feeds), 0) > 24 * 365
