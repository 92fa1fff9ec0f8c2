-- severity: stop
-- meaning: an overnight value with a stamp at or after the morning, or older than its limit, is shown as this night's.
-- next step: hold the huddle from the last build; send the measure's name to whoever keeps the pipelines.
with

told as (
    select
        measure_code,
        as_at,
        late_after_hours,
        blank
    from overnight_conditions
    union all
    select
        measure_code,
        as_at,
        late_after_hours,
        blank
    from overnight_counts
)

select told.measure_code
from told
cross join builds
where
    told.as_at >= builds.as_of_at
    or (told.blank = '' and epoch(builds.as_of_at - told.as_at) / 3600.0 > told.late_after_hours)
