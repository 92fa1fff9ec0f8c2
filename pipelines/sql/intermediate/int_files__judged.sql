-- One row per file taken before the morning: how many of the tickets known before it, and opened in its own range of
-- dates, it holds. Why apart from int_files__covering: a file's answer does not change when later ones come.
with

files as (
    select
        tickets.feed_code,
        tickets.file_id,
        any_value(files.taken_at) as taken_at,
        min(tickets.opened_at) as first_opened_at,
        max(tickets.opened_at) as last_opened_at,
        count(distinct tickets.ticket_id) filter (where spans.first_taken_at < files.taken_at) as n_shared
    from int_tickets__unioned as tickets
    inner join stg_crt__files as files on tickets.file_id = files.file_id
    inner join int_tickets__spanned as spans
        on tickets.feed_code = spans.feed_code and tickets.ticket_id = spans.ticket_id
    where files.taken_at < $as_of_at
    group by tickets.feed_code, tickets.file_id
),

known as (
    select
        files.file_id,
        count(*) as n_known
    from files
    inner join int_tickets__spanned as spans
        on
            files.feed_code = spans.feed_code
            and files.taken_at > spans.first_taken_at
            and spans.opened_at between files.first_opened_at and files.last_opened_at
    group by files.file_id
)

select
    files.feed_code,
    files.file_id,
    files.taken_at,
    files.first_opened_at,
    files.last_opened_at,
    files.n_shared,
    known.n_known
from files
inner join known on files.file_id = known.file_id
