-- severity: warn
-- meaning: the track record says that a list held more than the best possible in hindsight.
-- next step: do not read the track record this morning, and tell whoever keeps the pipelines.
select
    own.category_code,
    own.horizon_days,
    own.measure_code,
    own.method_code
from track_record as own
inner join track_record as best
    on
        own.category_code = best.category_code
        and own.horizon_days = best.horizon_days
        and own.measure_code = best.measure_code
        and best.method_code = 'hindsight'
where own.measure_code not like 'hit_%' and own.value > best.value + 1e-9
