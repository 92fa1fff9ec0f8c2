-- One row per way in which a needle ticket's closing text was read, by the reviewed words; the lookback, city-wide.
-- Why those without a ticket too: that no text was unclear is worth knowing as well.
select
    ways.how_code,
    ways.how_words,
    ways.gives_number = '1' as gives_number,
    ways.sort_no::bigint as sort_no,
    count(told.ticket_id) as n_tickets,
    coalesce(sum(told.n_collected), 0)::bigint as n_collected
from ref_closing_readings as ways
left join int_sharps__told as told on ways.how_code = told.how_code
group by ways.how_code, ways.how_words, ways.gives_number, ways.sort_no
order by sort_no
