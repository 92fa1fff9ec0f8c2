-- One row per ticket that a later full snapshot no longer holds. It is kept and marked.
select distinct
    tickets.feed_code,
    tickets.ticket_id
from int_tickets__versioned as tickets
inner join int_files__covering as covering
    on
        tickets.file_id = covering.earlier_file_id
        and tickets.opened_at between covering.first_opened_at and covering.last_opened_at
