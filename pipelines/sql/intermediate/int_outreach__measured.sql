-- One row per contact and measure it adds to. Why: every outreach figure on a screen has one definition, here.
-- Offers, referrals and doses are events; an offer's answer 'unavailable' is a resource gap, not a decline.
with

measured as (
    select
        contact_id,
        'contacts' as measure_code,
        1 as n_events
    from int_contacts__seen
    union all
    select
        contact_id,
        'offer_' || offer_kind || '_' || answer as measure_code,
        1 as n_events
    from int_offers__answered
    where answer in ('accepted', 'declined', 'unavailable')
    union all
    select
        contact_id,
        'referral_' || referral_outcome as measure_code,
        1 as n_events
    from int_contacts__seen
    where referral_outcome in ('attained', 'not_attained', 'unknown')
    union all
    select
        contact_id,
        'co_response_' || co_response_outcome as measure_code,
        1 as n_events
    from int_contacts__seen
    where co_response_outcome is not null
    union all
    select
        contact_id,
        'sharps_collected' as measure_code,
        n_sharps_collected as n_events
    from int_contacts__seen
    where n_sharps_collected > 0
    union all
    select
        contact_id,
        'naloxone_given' as measure_code,
        n_naloxone_doses as n_events
    from int_contacts__seen
    where n_naloxone_doses > 0
    union all
    select
        recorded.contact_id,
        measures.measure_code,
        1 as n_events
    from int_help__recorded as recorded
    inner join ref_help_measures as measures
        on recorded.log_column = measures.log_column and recorded.log_word = measures.log_word
)

select
    measured.contact_id,
    measured.measure_code,
    measured.n_events
from measured
inner join int_contacts__seen as contacts on measured.contact_id = contacts.contact_id
where contacts.contact_at >= $lookback_start_at
