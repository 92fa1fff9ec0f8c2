-- The held tables, brought up to this morning, under the names that models know.
create view int_tickets__seen as select * exclude (incident_id, row_hash) from held.main.int_tickets__seen;
create view int_tickets__rescued as select * from work.rescued_anew.int_tickets__rescued;
create view int_coordinates__rescued as select * from work.rescued_anew.int_coordinates__rescued;
create view int_places__labelled as select * from work.rescued_anew.int_places__labelled;
create view int_tickets__assigned as
select
    * exclude (incident_id, row_hash),
    case when place_status = 'placed' then 'stated' else 'none' end as place_how,
    incident_id
from held.main.int_tickets__seen
where place_status not in ('sentinel', 'missing')
union all
select
    tickets.* exclude (incident_id, row_hash) replace (
        coalesce(rescued.lon, tickets.lon) as lon,
        coalesce(rescued.lat, tickets.lat) as lat,
        case when rescued.ticket_id is null then tickets.place_status else 'placed' end as place_status
    ),
    case when rescued.ticket_id is null then 'none' else 'from its address' end as place_how,
    tickets.incident_id
from held.main.int_tickets__seen as tickets
left join int_tickets__rescued as rescued
    on tickets.feed_code = rescued.feed_code and tickets.ticket_id = rescued.ticket_id
where tickets.place_status in ('sentinel', 'missing');
create view int_tickets__spanned as select * from held.main.int_tickets__spanned;
create view int_texts__read as select * from held.main.int_texts__read;
create view int_contacts__filed as select * from held.main.int_contacts__filed;
create view int_records__newest as select * from held.main.int_records__newest;
create view int_files__judged as select * from held.main.int_files__judged;
create view int_coordinates__told as select * from held.main.int_coordinates__told;
create view int_coordinates__found as select * from work.settled_anew.int_coordinates__found;
create view int_coordinates__projected as select * from work.settled_anew.int_coordinates__projected;
create view int_coordinates__settled as select * from work.settled_anew.int_coordinates__settled;
create view int_incidents__merged as select
    feed_code,
    ticket_id,
    incident_id
from int_tickets__assigned
where incident_id is not null;
create view int_incidents__damped as select * from held.main.int_incidents__damped;
