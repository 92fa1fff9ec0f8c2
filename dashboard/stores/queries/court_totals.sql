-- Totals of the courts by quarter, program and measure, newest quarter first; leave through geo.disclosure alone.
select
    quarter_code,
    program_code,
    program_name,
    measure_code,
    measure_name,
    column_class,
    n_events,
    told_at,
    blank
from court_totals
order by quarter_start_date desc, program_code asc, sort_no asc
