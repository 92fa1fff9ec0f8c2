-- One row per location, category and group of reporters: the terms whose contributions add up to the score.
with

tickets as (
    select
        location_id,
        category_code,
        reporter_group,
        count(*) filter (where is_in_lookback) as n_tickets
    from int_tickets__located
    where is_ranked
    group by location_id, category_code, reporter_group
),

terms as (
    select
        location_id,
        category_code,
        reporter_group,
        max(weight) as weight,
        sum(acute_rate) as acute_rate,
        sum(chronic_rate) as chronic_rate,
        sum(contribution) as contribution
    from int_incidents__scored
    group by location_id, category_code, reporter_group
)

select
    terms.location_id,
    terms.category_code,
    categories.category_name,
    terms.reporter_group,
    coalesce(tickets.n_tickets, 0) as n_tickets,
    terms.acute_rate,
    terms.chronic_rate,
    terms.weight,
    terms.contribution
from terms
inner join ref_categories as categories on terms.category_code = categories.category_code
left join tickets
    on
        terms.location_id = tickets.location_id
        and terms.category_code = tickets.category_code
        and terms.reporter_group = tickets.reporter_group
order by terms.location_id asc, terms.contribution desc, terms.category_code asc, terms.reporter_group asc
