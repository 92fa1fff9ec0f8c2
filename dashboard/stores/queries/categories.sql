-- One row per category. Why: a page says what a category holds and what it weighs in the score.
select
    category_code,
    category_name,
    definition,
    is_ranked,
    rank_weight
from categories
order by is_ranked desc, rank_weight desc, category_name asc
