-- One row per call before the morning: the version that the morning may know, as int_contacts__filed.
-- Why the link goes with its time: a caller linked at or after the morning is not linked yet, and nobody knows to what.
with

versions as (
    select
        *,
        row_number() over (
            partition by call_id
            order by
                coalesce(taken_at < $as_of_at, false) desc,
                case when taken_at < $as_of_at then taken_at end desc,
                taken_at asc,
                receipt_no desc,
                row_number desc
        ) as version_rank
    from stg_recovery_line__calls
    where called_at < $as_of_at
)

select
    call_id,
    called_at,
    channel,
    asked_for,
    case when linked_at < $as_of_at then linked_at end as linked_at,
    case when linked_at < $as_of_at then linked_to end as linked_to,
    coalesce(linked_at < $as_of_at and warm_handoff = 'yes', false) as is_warm,
    coalesce(city_full = 'yes' or not_linked_reason = 'full', false) as is_city_full,
    not_linked_reason
from versions
where version_rank = 1
