-- One row per project and element that it ever recorded, by the exports made before the morning, and the last day that
-- they tell. Why only such: a project that never records an element has no zero of it.
select
    project_code,
    element_code,
    max(last_date) as last_date
from stg_hmis__day_counts
where taken_at < $as_of_at
group by project_code, element_code
having sum(n_events) > 0
