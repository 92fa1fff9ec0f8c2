-- One row per step of recovery navigation and transport and provider, over the lookback; zero included.
-- Why every provider: a missing row would tell a hidden count from a true zero. The providers add up to the city's
-- figure in path_figures. Why no day: as there.
with

counts as (
    select
        measure_code,
        provider_code,
        sum(n_events) as n_events
    from int_help__events
    where source_code = 'outreach' and provider_code is not null
    group by measure_code, provider_code
)

select
    measures.measure_code,
    measures.column_class,
    providers.provider_code,
    providers.provider_words,
    case when measures.status != 'not_collected' then coalesce(counts.n_events, 0) end as n_events,
    case when measures.status = 'current' then '' else measures.status end as blank
from int_help__collected as measures
cross join ref_providers as providers
left join counts
    on measures.measure_code = counts.measure_code and providers.provider_code = counts.provider_code
where measures.log_column in ('navigation', 'transport')
order by providers.sort_no::integer, measures.measure_code
