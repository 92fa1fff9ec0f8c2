-- One row per location and caveat on its figures: a topic that moved between the systems, or a stream that fell silent.
-- Why: a rise that comes from a move is no rise, and a fall that comes from a silent feed is no fall.
with

moved as (
    select
        location_id,
        'moved' as caveat_kind,
        'Note: ' || string_agg(topic_name, ', ' order by n_tickets desc, topic_name asc) || ' ' || note_text
            as caveat_text,
        max(n_tickets) as n_tickets
    from int_locations__moved
    group by location_id, note_text
),

there as (
    select distinct
        location_id,
        feed_code,
        category_code,
        channel_name
    from int_tickets__located
    where is_ranked
),

silent as (
    select distinct
        there.location_id,
        'silent' as caveat_kind,
        'Note: ' || streams.stream_name || ' (' || feeds.feed_name || '): '
        || lower(left(streams.told_text, 1)) || substr(streams.told_text, 2)
        || ': a fall here can be the feed''s' as caveat_text,
        0 as n_tickets
    from int_streams__watched as streams
    inner join int_feeds__covered as feeds on streams.feed_code = feeds.feed_code
    inner join there
        on
            streams.feed_code = there.feed_code
            and case streams.stream_kind
                when 'category' then streams.stream_code = there.category_code
                when 'channel' then streams.stream_code = there.channel_name
                else true
            end
    where streams.status in ('silent', 'thinned')
),

caveats as (
    select * from moved
    union all
    select * from silent
)

select
    location_id,
    (row_number() over (partition by location_id order by caveat_kind asc, n_tickets desc, caveat_text asc))::integer
        as caveat_no,
    caveat_kind,
    caveat_text
from caveats
order by location_id, caveat_no
