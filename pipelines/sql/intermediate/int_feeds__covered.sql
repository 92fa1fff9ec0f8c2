-- One row per feed that came: the last huddle day it holds in full, before the morning.
-- Why: a day that an export cut in half must not read as a fall. A day counts as full when the newest record lies at
-- most the slack before its end. HMIS exports hold calendar days by project; int_hmis__held tells those.
select
    feed_code,
    feed_name,
    least(
        (
            timezone('America/New_York', newest_record_at)
            + to_minutes(round(60 * ($stream_slack_hours - $huddle_day_starts_hour))::bigint)
        )::date - 1,
        $as_of_date - 1
    ) as last_full_date
from int_feeds__freshness
where newest_record_at is not null and feed_code != 'hmis'
