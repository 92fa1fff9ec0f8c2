-- One row per row landed from any source of 311 tickets.
select * from stg_city311__legacy_tickets
union all
select * from stg_city311__new_tickets
union all
select * from stg_open311__requests
