-- severity: stop
-- meaning: what HMIS counted in whole weeks does not add up to what was landed of those weeks; something counts twice.
-- next step: hold the huddle from the last build; look whether data/reference/hmis_measures.csv has each element once.
with

told as (
    select
        project_code,
        week_start_date,
        sum(n_events) as n_events
    from hmis_weeks
    where blank = ''
    group by all
),

landed as (
    select
        project_code,
        date_trunc('week', event_date)::date as week_start_date,
        element_code,
        sum(n_events) as n_events
    from int_hmis__counted
    group by all
),

whole as (
    select distinct
        weeks.project_code,
        weeks.week_start_date,
        measures.element_code
    from hmis_weeks as weeks
    inner join ref_hmis_measures as measures on weeks.measure_code = measures.measure_code
    where weeks.blank = ''
)

select
    told.project_code,
    told.week_start_date
from told
left join whole on told.project_code = whole.project_code and told.week_start_date = whole.week_start_date
left join landed
    on
        whole.project_code = landed.project_code
        and whole.week_start_date = landed.week_start_date
        and whole.element_code = landed.element_code
group by told.project_code, told.week_start_date
having any_value(told.n_events) != coalesce(sum(landed.n_events), 0)
