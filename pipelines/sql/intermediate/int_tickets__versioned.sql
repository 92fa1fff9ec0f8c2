-- One row per ticket: the version the morning may know.
-- Why: the newest snapshot taken before the morning wins; only where there is none the earliest later one stands in,
-- so that handing in later files changes nothing in an earlier morning. Open311 shows tickets of both systems under
-- their own case numbers, which are of different forms: a ticket that one of the systems' own exports holds is theirs.
with

versions as (
    -- Only what the choice needs: with a hundred nightly snapshots the texts of every version would fill the memory.
    select
        tickets.file_id,
        tickets.row_number,
        coalesce(files.taken_at < $as_of_at, false) as is_taken_before
    from int_tickets__unioned as tickets
    inner join stg_crt__files as files on tickets.file_id = files.file_id
    where tickets.opened_at < $as_of_at
    qualify
        row_number() over (
            partition by tickets.ticket_id
            order by
                coalesce(files.taken_at < $as_of_at, false) desc,
                tickets.feed_code = 'open311' asc,
                case when files.taken_at < $as_of_at then files.taken_at end desc,
                files.taken_at asc,
                tickets.file_id desc,
                tickets.row_number desc
        ) = 1
)

select
    tickets.*,
    versions.is_taken_before
from int_tickets__unioned as tickets
inner join versions
    on tickets.file_id = versions.file_id and tickets.row_number = versions.row_number
