-- One row per call of the lookback that asked for a link: linked, not linked yet, or ended without one.
-- Why calls for information are left out: nobody waits for a link who asked for none, and they would better the share.
select
    calls.call_id,
    calls.channel,
    calls.asked_for,
    calls.linked_to,
    calls.is_warm,
    calls.is_city_full,
    case
        when calls.linked_at is not null then 'linked'
        when reasons.ends_call = '1' then 'ended'
        else 'not_yet'
    end as standing,
    epoch(calls.linked_at - calls.called_at) / 60.0 as handoff_min,
    epoch($as_of_at - calls.called_at) / 3600.0 as age_hours
from int_calls__known as calls
left join ref_recovery_line_words as reasons
    on reasons.word_list = 'not_linked_reason' and calls.not_linked_reason = reasons.code
where calls.called_at >= $lookback_start_at and calls.asked_for != 'information'
