-- One row per measure of the path of help: its class, the log's status, which is not collected for a column in which
-- nothing was written in the lookback.
-- Why: a log of before a column came says nothing of it, and nothing is no zero.
with

begun as (
    select
        log_column,
        max(contact_at) as last_at
    from int_help__recorded
    group by log_column
),

on_path as (
    select distinct unnest(string_split(measure_codes, ' ')) as measure_code
    from ref_path_stages
),

measures as (
    select
        measure_code,
        column_class,
        null::varchar as log_column
    from ref_outreach_measures
    union all
    select
        measure_code,
        column_class,
        log_column
    from ref_help_measures
),

feed as (
    select status from int_feeds__freshness
    where feed_code = 'outreach'
)

select
    measures.measure_code,
    measures.column_class,
    measures.log_column,
    case
        when feed.status != 'current' or measures.log_column is null then feed.status
        when begun.last_at >= $lookback_start_at then 'current'
        else 'not_collected'
    end as status
from measures
inner join on_path on measures.measure_code = on_path.measure_code
cross join feed
left join begun on measures.log_column = begun.log_column
