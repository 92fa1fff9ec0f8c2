-- One row per feed that is expected or that came: its newest record before the morning, and whether that is late.
-- Why logs handed in come first: where a team hands in logs, one contact on a phone does not make a missing log
-- current.
with

newest_filed as (
    select max(contact_at) as contact_at
    from int_contacts__filed
),

outreach as (
    select
        contact_id,
        contact_at
    from int_contacts__filed
    union all
    select
        phones.contact_id,
        phones.contact_at
    from stg_crt__contacts as phones
    cross join newest_filed
    where
        phones.contact_at < $as_of_at
        and coalesce(newest_filed.contact_at < $lookback_start_at, true)
),

records as (
    select
        feed_code,
        ticket_id as record_id,
        opened_at as record_at
    from int_tickets__seen
    union all
    select
        'outreach' as feed_code,
        contact_id as record_id,
        contact_at as record_at
    from outreach
    union all
    select
        'overnight' as feed_code,
        measure_code as record_id,
        max(as_at) as record_at
    from stg_overnight__reports
    where as_at < $as_of_at
    group by night_date, measure_code
    union all
    select
        'recovery_line' as feed_code,
        call_id as record_id,
        -- To the hour: who may know no health figure reads this page too, and a minute would tell of one call.
        date_trunc('hour', called_at) as record_at
    from int_calls__known
    union all
    select
        'court_totals' as feed_code,
        program_code as record_id,
        max(told_at) as record_at
    from stg_courts__totals
    where told_at < $as_of_at
    group by program_code
    union all
    -- A day that an export holds in full is told until its end.
    select
        'hmis' as feed_code,
        project_code as record_id,
        timezone('America/New_York', (max(last_date) + interval 1 day)::timestamp) as record_at
    from stg_hmis__day_counts
    where taken_at < $as_of_at
    group by project_code
),

-- A past morning that looks back on what was erased by the rule for retention has no whole figures any more.
erased as (
    select
        feed_code,
        max(erased_until_at) as until_at
    from stg_crt__files
    where erased_until_at is not null
    group by feed_code
),

newest as (
    select
        feed_code,
        max(record_at) as newest_record_at,
        count(*) as n_records_seen
    from records
    group by feed_code
),

aged as (
    select
        feeds.feed_code,
        feeds.feed_name,
        feeds.late_after_hours::double as late_after_hours,
        feeds.next_step,
        newest.newest_record_at,
        coalesce(newest.n_records_seen, 0) as n_records_seen,
        epoch($as_of_at - newest.newest_record_at) / 3600.0 as behind_hours,
        coalesce(erased.until_at >= $lookback_start_at, false) as is_erased
    from ref_feeds as feeds
    left join newest on feeds.feed_code = newest.feed_code
    left join erased on feeds.feed_code = erased.feed_code
    where feeds.is_expected = '1' or newest.n_records_seen > 0
)

select
    * exclude (is_erased),
    case
        when newest_record_at is null or is_erased then 'not_collected'
        when behind_hours > late_after_hours then 'late'
        else 'current'
    end as status
from aged
