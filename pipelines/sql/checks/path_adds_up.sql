-- severity: stop
-- meaning: the path of help, by week or by provider and day, does not add up to the city's figures.
-- next step: look whether data/reference/providers.csv has every provider that the log may name, then build again.
with

weeks as (
    select
        measure_code,
        sum(n_events) as n_events
    from path_weeks
    group by measure_code
),

days as (
    select
        measure_code,
        sum(n_events) as n_events
    from path_provider_days
    group by measure_code
)

select
    'weeks' as cut,
    weeks.measure_code
from weeks
inner join city_outreach as city on weeks.measure_code = city.measure_code
where weeks.n_events is distinct from city.n_events
union all
select
    'providers' as cut,
    days.measure_code
from days
left join weeks on days.measure_code = weeks.measure_code
where days.n_events is distinct from weeks.n_events
