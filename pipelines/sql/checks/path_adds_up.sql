-- severity: stop
-- meaning: the path of help, in all or by provider, does not add up to the city's figures.
-- next step: look whether data/reference/providers.csv has every provider that the log may name, then build again.
with

providers as (
    select
        measure_code,
        sum(n_events) as n_events
    from path_providers
    group by measure_code
)

select
    'city' as cut,
    figures.measure_code
from path_figures as figures
inner join city_outreach as city on figures.measure_code = city.measure_code
where figures.n_events is distinct from city.n_events
union all
select
    'providers' as cut,
    providers.measure_code
from providers
left join path_figures as figures on providers.measure_code = figures.measure_code
where providers.n_events is distinct from figures.n_events
