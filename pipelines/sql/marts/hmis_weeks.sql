-- One row per project, measure and whole week before the morning, for each element that the project ever recorded.
-- Why a week has a figure only where an export tells each of its days: part of a week reads as a fall.
with

weeks as (
    select unnest(range(
        date_trunc('week', $as_of_date)::date - (7 * $hmis_weeks)::integer,
        date_trunc('week', $as_of_date)::date,
        interval 7 day
    ))::date as week_start_date
),

whole as (
    select
        project_code,
        element_code,
        date_trunc('week', event_date)::date as week_start_date
    from int_hmis__held
    group by all
    having count(*) = 7
),

counts as (
    select
        project_code,
        element_code,
        outcome_code,
        date_trunc('week', event_date)::date as week_start_date,
        sum(n_events) as n_events
    from int_hmis__counted
    group by all
)

select
    recorded.project_code,
    projects.project_name,
    projects.project_type,
    projects.coc_code,
    projects.geocode,
    projects.zip_code,
    measures.measure_code,
    measures.measure_name,
    measures.column_class,
    weeks.week_start_date,
    case when whole.week_start_date is not null then coalesce(counts.n_events, 0)::bigint end as n_events,
    case
        when whole.week_start_date is not null then ''
        when weeks.week_start_date + 6 > recorded.last_date then 'late'
        else 'not_collected'
    end as blank
from int_hmis__recorded as recorded
cross join weeks
inner join ref_hmis_measures as measures on recorded.element_code = measures.element_code
inner join int_hmis__projects as projects on recorded.project_code = projects.project_code
left join whole
    on
        recorded.project_code = whole.project_code
        and recorded.element_code = whole.element_code
        and weeks.week_start_date = whole.week_start_date
left join counts
    on
        recorded.project_code = counts.project_code
        and measures.element_code = counts.element_code
        and coalesce(measures.outcome_code, '') = counts.outcome_code
        and weeks.week_start_date = counts.week_start_date
order by recorded.project_code, measures.sort_no::integer, weeks.week_start_date
