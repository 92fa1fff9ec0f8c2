-- One row per landed row of a needle ticket of the lookback: what its crew wrote at the close. Free text stops here.
-- View: a step reads it once, and gives numbers on. Why only these tickets: nobody else's closing text is looked at.
with

landed as (
    select
        file_id,
        row_number,
        'legacy' as system_code,
        record_id as ticket_id,
        trim(type) as type_name,
        opened_stamp,
        closure_reason as closing_text
    from raw_city311__legacy_tickets
    union all by name
    select
        file_id,
        row_number,
        'new' as system_code,
        record_id as ticket_id,
        trim(case_topic) as type_name,
        opened_stamp,
        closure_comments as closing_text
    from raw_city311__new_tickets
)

select
    landed.file_id,
    landed.row_number,
    files.feed_code,
    landed.ticket_id,
    as_instant(landed.opened_stamp, files.clock_regime) as opened_at,
    coalesce(trim(landed.closing_text), '') as closing_text
from landed
inner join stg_crt__files as files on landed.file_id = files.file_id
inner join ref_ticket_types as types
    on landed.system_code = types.system_code and landed.type_name = types.type_name
where
    types.category_code = 'sharps'
    and as_instant(landed.opened_stamp, files.clock_regime) >= $lookback_start_at
    and as_instant(landed.opened_stamp, files.clock_regime) < $as_of_at
