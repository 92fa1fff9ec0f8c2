-- One row per category of the reviewed table.
select
    category_code,
    category_name,
    definition,
    is_ranked = '1' as is_ranked,
    rank_weight::double as rank_weight
from ref_categories
