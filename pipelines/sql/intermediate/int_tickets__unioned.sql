-- One row per row landed from any source of 311 tickets.
-- View: every version of every ticket is read from its file, never copied.
select * from stg_city311__legacy_tickets
union all
select * from stg_city311__new_tickets
union all
select * from stg_open311__requests
