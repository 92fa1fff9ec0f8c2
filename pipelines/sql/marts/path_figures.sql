-- One row per measure of the path of help, whole city, over the lookback; measures of the log's other columns are those
-- of city_outreach. Why no week and no day: beside a sum that slides by a day they would give one another back
-- (decision 0054).
with

counts as (
    select
        measure_code,
        sum(n_events) as n_events
    from int_help__events
    where source_code = 'outreach'
    group by measure_code
)

select
    measures.measure_code,
    measures.column_class,
    case when measures.status != 'not_collected' then coalesce(counts.n_events, 0) end as n_events,
    case when measures.status = 'current' then '' else measures.status end as blank
from int_help__collected as measures
left join counts on measures.measure_code = counts.measure_code
order by measures.measure_code
