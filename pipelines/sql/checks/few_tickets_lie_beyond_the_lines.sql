-- severity: warn
-- meaning: more than one in fifty tickets lie beyond the city's lines; if most do, the lines decide nothing.
-- next step: look which outline or districts were handed in last (crt status); hand the right file in and build again.
select sum(n_tickets) as n_tickets
from int_coordinates__settled
having sum(n_tickets) filter (where is_beyond_lines) > 0.02 * sum(n_tickets)
