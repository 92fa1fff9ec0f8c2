-- One row per 311 feed that came: the last huddle day it holds in full, before the morning.
-- Why: a day that an export cut in half must not read as a fall. A day counts as full when the newest record lies at
-- most the slack before its end. What is counted of tickets waits for no log and no report.
select
    fresh.feed_code,
    fresh.feed_name,
    least(
        (
            timezone('America/New_York', fresh.newest_record_at)
            + to_minutes(round(60 * ($stream_slack_hours - $huddle_day_starts_hour))::bigint)
        )::date - 1,
        $as_of_date - 1
    ) as last_full_date
from int_feeds__freshness as fresh
inner join ref_feeds as feeds on fresh.feed_code = feeds.feed_code
where fresh.newest_record_at is not null and feeds.holds_tickets = '1'
