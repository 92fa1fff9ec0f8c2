-- One row per placed ticket: the little that merging needs, with a number in the order in which ties are broken.
select
    row_number() over (order by opened_at, feed_code, ticket_id) as ticket_no,
    feed_code,
    ticket_id,
    category_code,
    x_m,
    y_m,
    opened_at
from int_tickets__placed
