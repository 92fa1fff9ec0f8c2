-- One row per public overnight measure: weather and free beds, with its own time stamp, or why there is no value.
-- Public by the reviewed table's class alone; what comes from a health source stands in overnight_counts.
select
    measure_code,
    measure_name,
    kind,
    unit,
    sort_no::integer as sort_no,
    case when allowed_words = '' then value_text::double end as measured,
    case when allowed_words != '' then value_text end as word_code,
    as_at,
    source,
    late_after_hours::double as late_after_hours,
    definition,
    not_counted,
    blank
from int_overnight__told
where column_class = 'public' and kind in ('weather', 'beds')
order by sort_no
