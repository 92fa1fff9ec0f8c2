-- One row per distinct place text of the tickets that state an address and no coordinate of their own.
-- Why a stand-in is none: a system writes City Hall's where it has no geocode (one ticket in seven of 2015).
select
    place_text,
    count(*) as n_tickets
from int_tickets__seen
where place_status in ('sentinel', 'missing') and place_text is not null
group by place_text
order by place_text
