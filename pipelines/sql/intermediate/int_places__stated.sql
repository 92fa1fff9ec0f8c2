-- One row per distinct ticket coordinate and police district stated there by a ticket before the morning.
-- Why: lines are worked out from these labels where none were handed in, and checked against them where they were.
select
    x_m,
    y_m,
    district_code,
    sum(n_tickets)::bigint as n_tickets
from int_coordinates__placed
where district_code in (select known.district_code from ref_districts as known)
group by x_m, y_m, district_code
order by x_m, y_m, district_code
