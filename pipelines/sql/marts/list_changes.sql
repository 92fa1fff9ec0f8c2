-- One row per place that came on, left or changed identity since the morning before: facts, no findings.
select * from int_locations__changed
