-- One row per call and part it falls in.
with

aged as (
    select
        calls.*,
        ages.age_code
    from int_calls__judged as calls
    inner join ref_recovery_line_ages as ages
        on
            calls.age_hours >= ages.from_hours::double
            and calls.age_hours < coalesce(try_cast(ages.until_hours as double), 'infinity'::double)
)

select
    call_id,
    unnest([
        'calls',
        'channel:' || channel,
        'asked_for:' || asked_for,
        case when is_city_full then 'full:' else 'not_full:' end || 'asked_for:' || asked_for,
        case when standing = 'linked' then 'linked' else 'not_linked' end,
        case when standing != 'linked' then standing end,
        case when standing = 'linked' then 'linked_to:' || linked_to end,
        case when standing = 'linked' then case when is_warm then 'warm' else 'not_warm' end end,
        case when standing = 'linked' then case when age_hours < 24 then 'linked_1d' else 'linked_before' end end,
        case when standing = 'not_yet' then age_code end
    ]) as part_code
from aged
