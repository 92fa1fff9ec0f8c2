-- One row per program and measure of the courts, for each of the two newest quarters that were over before the morning.
-- Why two, and quarters alone: a longer or shifting period could be subtracted from another; these never overlap.
with

quarters as (
    select (date_trunc('quarter', $as_of_date) - to_months(unnest([3, 6])))::date as quarter_start_date
)

select
    year(quarters.quarter_start_date) || '-Q' || quarter(quarters.quarter_start_date) as quarter_code,
    quarters.quarter_start_date,
    programs.program_code,
    programs.program_name,
    measures.measure_code,
    measures.measure_name,
    measures.sort_no::integer as sort_no,
    'health' as column_class,
    told.n_events,
    told.told_at,
    case
        when told.told_at is null then 'not_collected'
        when told.n_events is null then 'suppressed'
        else ''
    end as blank
from quarters
cross join ref_court_programs as programs
cross join ref_court_measures as measures
left join int_court_totals__told as told
    on
        quarters.quarter_start_date = told.quarter_start_date
        and programs.program_code = told.program_code
        and measures.measure_code = told.measure_code
order by quarters.quarter_start_date desc, programs.program_code asc, sort_no asc
