-- One row per row landed from the legacy 311 system. Renames and reads; no business rule. Free text stops here.
select
    landed.file_id,
    landed.row_number,
    'legacy' as system_code,
    'city311_legacy' as feed_code,
    landed.record_id as ticket_id,
    trim(landed.type) as type_name,
    trim(landed.source) as channel_name,
    trim(landed.case_status) = 'Closed' as is_marked_closed,
    as_instant(landed.opened_stamp, files.clock_regime) as opened_at,
    as_instant(landed.closed_stamp, files.clock_regime) as closed_at,
    replace(landed.location, '&amp;', '&') as place_text,
    landed.police_district as district_text,
    landed.neighborhood as neighborhood_text,
    landed.lon,
    landed.lat,
    case
        when landed.longitude is null or landed.latitude is null then 'none'
        when isfinite(try_cast(landed.longitude as double)) and isfinite(try_cast(landed.latitude as double))
            then 'numbers'
        else 'text'
    end as coordinate_form,
    null::varchar as text_category_code
from raw_city311__legacy_tickets as landed
inner join stg_crt__files as files on landed.file_id = files.file_id
