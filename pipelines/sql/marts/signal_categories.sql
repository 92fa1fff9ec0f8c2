-- One row per signal and category of its incidents: who reported what, residents and staff apart.
select
    members.signal_no,
    incidents.category_code,
    categories.category_name,
    count(*) as n_incidents,
    sum(incidents.n_tickets_residents)::bigint as n_tickets_residents,
    sum(incidents.n_tickets_staff)::bigint as n_tickets_staff
from int_signals__members as members
inner join int_incidents__dated as incidents on members.incident_id = incidents.incident_id
inner join ref_categories as categories on incidents.category_code = categories.category_code
group by members.signal_no, incidents.category_code, categories.category_name
order by members.signal_no asc, n_incidents desc, incidents.category_code asc
