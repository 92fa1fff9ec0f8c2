-- One row per measure of the reviewed table: what the morning may know of it, and which of the blanks it is.
-- The night is the one that ends on the morning; a value of an earlier night tells only how late the measure is.
-- Its own stamp decides: of two files with one stamp the newest handed in before the morning counts, else the newest.
with

known as (
    select *
    from stg_overnight__reports
    where as_at < $as_of_at and night_date < $as_of_date
    qualify
        row_number() over (
            partition by measure_code
            order by
                night_date desc,
                as_at desc,
                coalesce(taken_at < $as_of_at, false) desc,
                receipt_no desc,
                row_number desc
        ) = 1
),

judged as (
    select
        measures.*,
        known.night_date,
        known.as_at,
        known.source,
        known.value_text,
        case
            when known.as_at is null then 'not_collected'
            when known.night_date < $as_of_date - interval 1 day then 'late'
            when epoch($as_of_at - known.as_at) / 3600.0 > measures.late_after_hours::double then 'late'
            else ''
        end as blank
    from ref_overnight_measures as measures
    left join known on measures.measure_code = known.measure_code
)

select
    * exclude (value_text),
    case when blank = '' then value_text end as value_text
from judged
