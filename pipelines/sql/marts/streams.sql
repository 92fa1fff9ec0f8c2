-- One row per stream of an expected 311 feed: all of it, a category of it, or a channel of it, and whether it flows.
select
    streams.feed_code,
    feeds.feed_name,
    streams.stream_kind,
    streams.stream_code,
    streams.stream_name,
    streams.status,
    streams.since_date::date as since_date,
    streams.last_date::date as last_date,
    streams.n_days,
    streams.usual_per_day,
    streams.n_tickets,
    streams.n_expected_low,
    streams.n_expected_high,
    streams.told_text
from int_streams__watched as streams
inner join int_feeds__covered as feeds on streams.feed_code = feeds.feed_code
order by streams.feed_code asc, streams.stream_kind desc, streams.stream_code asc
