-- severity: warn
-- meaning: more than one in fifty tickets lie beyond the city's lines; they are counted and not on the map.
-- next step: look which outline or districts were handed in last (crt status); hand the right file in and build again.
select
    unplaced.feed_code,
    unplaced.n_tickets
from unplaced_tickets as unplaced
cross join builds
where unplaced.place_status = 'outside_lines' and unplaced.n_tickets > 0.02 * builds.n_tickets_seen
