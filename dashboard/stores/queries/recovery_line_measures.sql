-- One row per measure of the recovery line. Why raw: told only where the counts on both of its sides are.
select
    measure_code,
    measure_name,
    column_class,
    measured,
    blank
from recovery_line_measures
