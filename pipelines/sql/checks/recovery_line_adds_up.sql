-- severity: stop
-- meaning: the parts that calls to the recovery line are told in do not add up to their sum; some were lost or doubled.
-- next step: look whether data/reference/recovery_line_ages.csv covers every hour once, then build again.
select
    parts.cut_code,
    parts.sum_code
from recovery_line_calls as parts
left join recovery_line_calls as sums on parts.sum_code = sums.part_code
where parts.sum_code != ''
group by parts.cut_code, parts.sum_code
having any_value(sums.n_calls) is distinct from sum(parts.n_calls)
