-- severity: stop
-- meaning: a measure of the reviewed table stands in no overnight table, or in both.
-- next step: hold the huddle from the last build; put data/reference/overnight_measures.csv back as it was reviewed.
with

told as (
    select measure_code from overnight_conditions
    union all
    select measure_code from overnight_counts
)

select measures.measure_code
from ref_overnight_measures as measures
left join told on measures.measure_code = told.measure_code
group by measures.measure_code
having count(told.measure_code) != 1
