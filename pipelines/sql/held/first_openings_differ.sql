-- Rows where a changed ticket's earliest opening is not what it was: a file judged before may then count differently.
select held.ticket_id
from held.main.int_tickets__spanned as held
inner join work.changed.int_tickets__spanned as changed
    on held.feed_code = changed.feed_code and held.ticket_id = changed.ticket_id
where held.opened_at != changed.opened_at
