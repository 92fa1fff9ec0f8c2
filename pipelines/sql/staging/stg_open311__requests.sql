-- One row per row landed from Open311. Renames and reads; the description is turned into a category here and goes no
-- further. Why: a request of the service 'Other' says what it is about in words only. Of the reviewed words that stand
-- in the description as whole words, the one with the lowest order_no decides. Open311 states no closing time: a closed
-- request's last update stands for it.
with

described as (
    select
        file_id,
        row_number,
        ' ' || trim(regexp_replace(lower(description), '[^a-z0-9]+', ' ', 'g')) || ' ' as words
    from raw_open311__requests
    where trim(service_name) = 'Other' and description is not null
),

understood as (
    select
        described.file_id,
        described.row_number,
        arg_min(keywords.category_code, keywords.order_no::integer) as category_code
    from described
    inner join ref_text_keywords as keywords on contains(described.words, ' ' || keywords.phrase || ' ')
    group by described.file_id, described.row_number
)

select
    landed.file_id,
    landed.row_number,
    'open311' as system_code,
    'open311' as feed_code,
    landed.record_id as ticket_id,
    trim(landed.service_name) as type_name,
    'Open311' as channel_name,
    lower(trim(landed.status)) = 'closed' as is_marked_closed,
    as_instant(landed.opened_stamp, files.clock_regime) as opened_at,
    case when lower(trim(landed.status)) = 'closed' then as_instant(landed.closed_stamp, files.clock_regime) end
        as closed_at,
    replace(landed.address, '&amp;', '&') as place_text,
    null::varchar as district_text,
    nullif(
        regexp_extract(
            landed.address,
            ',\s?(Allston|Boston|Brighton|Charlestown|Dorchester|East Boston|Hyde Park|Jamaica Plain|Mattapan'
            || '|Mission Hill|Roslindale|Roxbury|South Boston|West Roxbury)'
            || '(,\s?(MA|Massachusetts)(\s\d{5})?)?(,\s?USA)?\s?$',
            1
        ),
        ''
    ) as neighborhood_text,
    landed.lon,
    landed.lat,
    case
        when landed.longitude is null or landed.latitude is null then 'none'
        when isfinite(try_cast(landed.longitude as double)) and isfinite(try_cast(landed.latitude as double))
            then 'numbers'
        else 'text'
    end as coordinate_form,
    understood.category_code as text_category_code
from raw_open311__requests as landed
inner join stg_crt__files as files on landed.file_id = files.file_id
left join understood on landed.file_id = understood.file_id and landed.row_number = understood.row_number
