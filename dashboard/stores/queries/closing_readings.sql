-- One row per way of reading closing texts, in the reviewed order. Why: what is not known must be counted as well.
select
    how_code,
    how_words,
    gives_number,
    n_tickets,
    n_collected
from closing_readings
order by sort_no
