-- One row per needle ticket of the lookback: what the version of it that the morning may know said at its close.
-- Why this order: a ticket's words must come from the version its other facts come from (int_tickets__versioned).
select
    closings.feed_code,
    closings.ticket_id,
    closings.n_collected,
    closings.how_code
from int_closings__read as closings
inner join stg_crt__files as files on closings.file_id = files.file_id
qualify
    row_number() over (
        partition by closings.ticket_id
        order by
            coalesce(files.taken_at < $as_of_at, false) desc,
            case when files.taken_at < $as_of_at then files.taken_at end desc,
            files.taken_at asc,
            closings.file_id desc,
            closings.row_number desc
    ) = 1
