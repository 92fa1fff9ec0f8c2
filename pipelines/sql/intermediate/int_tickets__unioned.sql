-- One row per row landed from either 311 system.
select * from stg_city311__legacy_tickets
union all
select * from stg_city311__new_tickets
