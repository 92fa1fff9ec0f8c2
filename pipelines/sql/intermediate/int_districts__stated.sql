-- One row per distinct ticket coordinate and police district stated there by a ticket opened before the week.
-- Why before the week: lines are worked out from these labels on Mondays only (decision 0028), and whichever morning
-- works them out anew must come to the same ones. Why only at a ticket's own coordinate: one found from an address may
-- change with every morning.
select
    x_m,
    y_m,
    district_code,
    count(*) as n_tickets
from int_tickets__placed
where
    opened_at < $monday_at
    and place_how = 'stated'
    and district_code in (select known.district_code from ref_districts as known)
group by x_m, y_m, district_code
order by x_m, y_m, district_code
