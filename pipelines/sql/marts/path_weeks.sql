-- One row per measure of the path of help and whole week (from Monday's huddle hour) of the lookback, and one for its
-- other days; the parts add up to the city's figure. Why whole weeks: a week's figures are the same on every morning,
-- where sliding ones would tell single days by their differences (decision 0051).
with

weeks as (
    select unnest(generate_series(
        date_trunc('week', $as_of_date - $lookback_days::integer + 6)::timestamp,
        ($as_of_date - 7)::timestamp,
        to_days(7)
    ))::date as week_date
),

parts as (
    select
        week_date::varchar as part_code,
        week_date
    from weeks
    union all
    select
        'other_days' as part_code,
        null::date as week_date
),

counts as (
    select
        events.measure_code,
        coalesce(weeks.week_date::varchar, 'other_days') as part_code,
        sum(events.n_events) as n_events
    from int_help__events as events
    left join weeks
        on events.huddle_date >= weeks.week_date and events.huddle_date < weeks.week_date + 7
    where events.source_code = 'outreach'
    group by events.measure_code, coalesce(weeks.week_date::varchar, 'other_days')
)

select
    parts.part_code,
    parts.week_date,
    measures.measure_code,
    measures.column_class,
    case when measures.status != 'not_collected' then coalesce(counts.n_events, 0) end as n_events,
    case when measures.status = 'current' then '' else measures.status end as blank,
    coalesce(measures.first_date < parts.week_date + 7, true) as is_begun
from parts
cross join int_help__collected as measures
left join counts
    on measures.measure_code = counts.measure_code and parts.part_code = counts.part_code
order by parts.week_date nulls last, measures.measure_code
