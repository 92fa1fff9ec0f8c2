-- Tickets as the held table has them: some twenty columns, texts of the City's lengths.
create table held.main.int_tickets__seen as
with

numbers as (select range as ticket_no from range($n_tickets)),

tickets as (
    select
        'city311_legacy' as feed_code,
        'legacy' as system_code,
        (101000000000 + ticket_no)::varchar as ticket_id,
        'Type number ' || (ticket_no % 158) as type_name,
        timestamptz '2025-01-01 00:00:00' + to_seconds(ticket_no * 14) as opened_at,
        date '2025-01-01' + (ticket_no // 6200)::integer as huddle_date,
        (ticket_no % 700) || ' Some Street  Boston  MA  02118' as place_text,
        true as is_taken_before,
        'category_' || (ticket_no % 30) as category_code,
        'reviewed type' as category_how,
        'Category on screens ' || (ticket_no % 30) as category_name,
        ticket_no % 3 = 0 as is_ranked,
        'residents' as reporter_group,
        'Citizens Connect App' as channel_name,
        timestamptz '2025-01-03 00:00:00' + to_seconds(ticket_no * 14) as closed_at,
        false as is_open,
        'D-4' as district_code,
        'South End' as neighborhood_name,
        -71.07 + (ticket_no % 87000) / 1000000.0 as lon,
        42.34 + (ticket_no % 87000) / 1000000.0 as lat,
        'placed' as place_status
    from numbers
)

select
    tickets.*,
    hash(tickets) as row_hash
from tickets;
