-- One row per step of recovery navigation and transport, provider and huddle day of the lookback; zero included.
-- Why every day of every provider: a missing row would tell a hidden count from a true zero. The days add up to
-- the city's figure in path_weeks.
with

days as (
    select unnest(generate_series(
        ($as_of_date - $lookback_days::integer)::timestamp, ($as_of_date - 1)::timestamp, to_days(1)
    ))::date as huddle_date
),

counts as (
    select
        measure_code,
        provider_code,
        huddle_date,
        sum(n_events) as n_events
    from int_help__events
    where source_code = 'outreach' and provider_code is not null
    group by measure_code, provider_code, huddle_date
)

select
    measures.measure_code,
    measures.column_class,
    providers.provider_code,
    providers.provider_words,
    days.huddle_date,
    case when measures.status != 'not_collected' then coalesce(counts.n_events, 0) end as n_events,
    case when measures.status = 'current' then '' else measures.status end as blank,
    measures.first_date is null or measures.first_date <= days.huddle_date as is_begun
from int_help__collected as measures
cross join ref_providers as providers
cross join days
left join counts
    on
        measures.measure_code = counts.measure_code
        and providers.provider_code = counts.provider_code
        and days.huddle_date = counts.huddle_date
where measures.log_column in ('navigation', 'transport')
order by days.huddle_date, providers.sort_no::integer, measures.measure_code
