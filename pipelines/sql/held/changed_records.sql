-- One row per record whose row in a held table may not be what it was: it stands in a changed file, or one of its
-- stamps lies between the mornings. Stamps are compared before their clock is known: a clock is off by 5 h at most.
select record_id
from stg_crt__records
where file_id in (select file_id from changed_files)
union
select records.record_id
from stg_crt__records as records
cross join held.main.held_key as held
where
    records.opened_stamp between timezone('America/New_York', held.as_of_at) - to_hours(6)
    and timezone('America/New_York', $as_of_at) + to_hours(6)
    or records.closed_stamp between timezone('America/New_York', held.as_of_at) - to_hours(6)
    and timezone('America/New_York', $as_of_at) + to_hours(6)
