-- severity: stop
-- meaning: something stamped at or after the morning is in the build.
-- next step: hold the huddle from the last build and send the ticket's number to whoever keeps the pipelines.
select tickets.ticket_id
from location_tickets as tickets
cross join builds
where tickets.opened_at >= builds.as_of_at or tickets.closed_at >= builds.as_of_at
