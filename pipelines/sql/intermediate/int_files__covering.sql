-- One row per pair of files of a feed where the later one is a full snapshot over the earlier one's tickets.
-- Why: a ticket missing from a nightly extract is not gone; it is when a later file holds at least nine in ten of the
-- tickets that the earlier one has in the later one's own range of opening dates.
with

spans as (
    select
        tickets.file_id,
        tickets.feed_code,
        files.taken_at,
        min(tickets.opened_at) as first_opened_at,
        max(tickets.opened_at) as last_opened_at
    from int_tickets__unioned as tickets
    inner join stg_crt__files as files on tickets.file_id = files.file_id
    where files.taken_at < $as_of_at
    group by tickets.file_id, tickets.feed_code, files.taken_at
),

pairs as (
    select
        earlier.file_id as earlier_file_id,
        later.file_id as later_file_id,
        later.first_opened_at,
        later.last_opened_at
    from spans as earlier
    inner join spans as later
        on earlier.feed_code = later.feed_code and earlier.taken_at < later.taken_at
),

compared as (
    select
        pairs.earlier_file_id,
        pairs.later_file_id,
        pairs.first_opened_at,
        pairs.last_opened_at,
        count(*) as n_in_range,
        count(later_tickets.ticket_id) as n_shared
    from pairs
    inner join int_tickets__unioned as earlier_tickets
        on
            pairs.earlier_file_id = earlier_tickets.file_id
            and earlier_tickets.opened_at between pairs.first_opened_at and pairs.last_opened_at
    left join int_tickets__unioned as later_tickets
        on
            pairs.later_file_id = later_tickets.file_id
            and earlier_tickets.ticket_id = later_tickets.ticket_id
    group by pairs.earlier_file_id, pairs.later_file_id, pairs.first_opened_at, pairs.last_opened_at
)

select
    earlier_file_id,
    later_file_id,
    first_opened_at,
    last_opened_at
from compared
where n_shared >= 0.9 * n_in_range
