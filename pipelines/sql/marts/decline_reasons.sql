-- One row per reason that was given when something was declined, one for none written down, and one for all of them.
-- Why of class health: a contact has one reason, and what was declined may have been treatment.
with

declined as (
    select coalesce(decline_reason, 'not_written_down') as reason_code
    from int_contacts__seen
    where
        contact_at >= $lookback_start_at
        and (
            decline_reason is not null
            or 'declined' in (shelter_offer, treatment_offer, transport_offer, storage_offer)
            or co_response_outcome = 'declined_today'
        )
),

counts as (
    select
        reason_code,
        count(*) as n_events
    from declined
    group by reason_code
    union all
    select
        'all' as reason_code,
        count(*) as n_events
    from declined
),

feed as (
    select status from int_feeds__freshness
    where feed_code = 'outreach'
)

select
    reasons.reason_code,
    'health' as column_class,
    case when feed.status != 'not_collected' then coalesce(counts.n_events, 0) end as n_events,
    case when feed.status = 'current' then '' else feed.status end as blank
from ref_decline_reasons as reasons
cross join feed
left join counts on reasons.reason_code = counts.reason_code
order by reasons.sort_no::integer
