-- One row per ticket that a later full snapshot no longer holds. It is kept and marked.
select distinct
    spans.feed_code,
    spans.ticket_id
from int_tickets__spanned as spans
inner join int_files__covering as covering
    on
        spans.feed_code = covering.feed_code
        and spans.last_taken_at < covering.taken_at
        and spans.opened_at between covering.first_opened_at and covering.last_opened_at
