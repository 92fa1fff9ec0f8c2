-- severity: stop
-- meaning: tickets without a coordinate are not those put back and those still off the map; some were lost or doubled.
-- next step: hold the huddle from the last build and send the build's id to whoever keeps the pipelines.
select
    rescued.feed_code,
    rescued.lost_how
from rescued_tickets as rescued
left join unplaced_tickets as unplaced
    on rescued.feed_code = unplaced.feed_code and rescued.lost_how = unplaced.place_status
where
    rescued.n_tickets - rescued.n_put_back != coalesce(unplaced.n_tickets, 0)
    or rescued.n_put_back > rescued.n_with_place_text
