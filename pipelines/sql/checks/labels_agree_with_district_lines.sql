-- severity: warn
-- meaning: more than one in twenty tickets in a district's official lines state another district.
-- next step: ask whether the lines handed in are today's; until then a place near an edge may be in the next district.
select
    district_code,
    n_tickets_disagreeing,
    n_tickets_stating
from districts
where lines_how = 'official' and n_tickets_stating >= 50 and n_tickets_disagreeing > 0.05 * n_tickets_stating
