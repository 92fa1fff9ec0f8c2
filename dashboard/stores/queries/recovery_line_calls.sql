-- One row per part that calls to the recovery line are told in. Why raw: geo.disclosure releases them, no page.
select
    cut_code,
    sum_code,
    part_code,
    part_words,
    column_class,
    n_calls as n_events,
    blank
from recovery_line_calls
order by sort_no
