-- severity: warn
-- meaning: a category, a channel or a whole feed fell silent, far below its usual days, or has empty days.
-- next step: say in the first minute which figures lack it, and ask the 311 data desk whether the export lost it.
select
    feed_code,
    stream_kind,
    stream_code
from streams
where status in ('silent', 'thinned', 'gap')
