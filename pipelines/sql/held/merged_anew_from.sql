-- One row per category: the earliest opening of a ticket that came, went, moved or changed its category.
-- Why that is enough: an incident takes its tickets in the order of opening, so nothing before it can change.
with

before as (
    select
        feed_code,
        ticket_id,
        category_code,
        lon,
        lat,
        opened_at
    from held.main.int_tickets__seen
    where place_status = 'placed' and ticket_id in (select ticket_id from differing_tickets)
),

after as (
    select
        feed_code,
        ticket_id,
        category_code,
        lon,
        lat,
        opened_at
    from work.changed.int_tickets__seen
    where place_status = 'placed' and ticket_id in (select ticket_id from differing_tickets)
),

differing as (
    (
        select * from before
        except
        select * from after
    )
    union all
    (
        select * from after
        except
        select * from before
    )
)

select
    category_code,
    min(opened_at) as from_at
from differing
group by category_code
