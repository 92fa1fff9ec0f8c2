-- One row per location: its score as the sum of its terms, by speed and by who reported.
select
    location_id,
    sum(contribution) as score,
    sum(acute_part) / sum(contribution) as acute_share,
    sum(chronic_part) / sum(contribution) as chronic_share,
    coalesce(sum(contribution) filter (where reporter_group = 'residents'), 0) as residents_score,
    coalesce(sum(contribution) filter (where reporter_group = 'staff'), 0) as staff_score
from int_incidents__scored
group by location_id
