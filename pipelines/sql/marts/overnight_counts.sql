-- One row per overnight measure of a health source: its raw count, which leaves through geo.disclosure alone.
-- Whatever the reviewed table does not call public stands here.
select
    measure_code,
    measure_name,
    kind,
    unit,
    sort_no::integer as sort_no,
    'health' as column_class,
    value_text::integer as n_events,
    as_at,
    source,
    late_after_hours::double as late_after_hours,
    definition,
    not_counted,
    blank
from int_overnight__told
where not (column_class = 'public' and kind in ('weather', 'beds'))
order by sort_no
