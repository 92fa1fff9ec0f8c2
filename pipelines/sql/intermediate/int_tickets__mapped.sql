-- One row per ticket before the morning, at its own coordinate or at the one found from its address, and which.
-- View: three columns are changed for few tickets. Why in two halves: nobody looks among millions for the few.
select
    tickets.*,
    case when tickets.place_status = 'placed' then 'stated' else 'none' end as place_how
from int_tickets__seen as tickets
where tickets.place_status not in ('sentinel', 'missing')
union all
select
    tickets.* replace (
        coalesce(rescued.lon, tickets.lon) as lon,
        coalesce(rescued.lat, tickets.lat) as lat,
        case when rescued.ticket_id is null then tickets.place_status else 'placed' end as place_status
    ),
    case when rescued.ticket_id is null then 'none' else 'from its address' end as place_how
from int_tickets__seen as tickets
left join int_tickets__rescued as rescued
    on tickets.feed_code = rescued.feed_code and tickets.ticket_id = rescued.ticket_id
where tickets.place_status in ('sentinel', 'missing')
