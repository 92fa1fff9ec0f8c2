-- One row per residents' ticket of a ranked category that was opened in the lookback and has a place.
-- Why residents' alone: what staff write down on their rounds is no complaint, and follows where crews already go.
select
    tickets.feed_code,
    tickets.ticket_id,
    tickets.category_code,
    tickets.category_name,
    tickets.channel_name,
    tickets.opened_at,
    tickets.lon,
    tickets.lat,
    tickets.zone_id,
    listed.location_id
from int_tickets__zoned as tickets
left join int_tickets__located as listed
    on tickets.feed_code = listed.feed_code and tickets.ticket_id = listed.ticket_id
where tickets.is_ranked and tickets.reporter_group = 'residents' and tickets.lon is not null
