-- One row per part that the calls are told in, called or not: its cut, and the part whose calls the cut tells apart.
-- Why a cut has one sum: a part is told only beside its sum (geo.parted_release), so cuts meet in nothing but sums.
with

fixed as (
    select
        told.cut_no,
        told.cut_code,
        told.sum_code,
        told.part_code,
        told.part_words,
        told.sort_no
    from (
        values
        (1, 'all', '', 'calls', 'Calls', 1),
        (2, 'answer', 'calls', 'linked', 'Linked', 1),
        (2, 'answer', 'calls', 'not_linked', 'Not linked', 2),
        (3, 'not_linked', 'not_linked', 'not_yet', 'Not linked yet', 1),
        (3, 'not_linked', 'not_linked', 'ended', 'Ended without a link', 2),
        (4, 'linked_since', 'linked', 'linked_1d', 'Called in the last 24 hours', 1),
        (4, 'linked_since', 'linked', 'linked_before', 'Called before', 2),
        (5, 'handoff', 'linked', 'warm', 'Warm hand-off', 1),
        (5, 'handoff', 'linked', 'not_warm', 'No warm hand-off, or not written down', 2)
    ) as told (cut_no, cut_code, sum_code, part_code, part_words, sort_no)
),

ages as (
    select
        6 as cut_no,
        'age' as cut_code,
        'not_yet' as sum_code,
        age_code as part_code,
        words as part_words,
        from_hours::integer as sort_no
    from ref_recovery_line_ages
),

listed as (
    select
        case word_list when 'channel' then 7 when 'asked_for' then 8 else 10 end as cut_no,
        word_list as cut_code,
        case word_list when 'linked_to' then 'linked' else 'calls' end as sum_code,
        word_list || ':' || code as part_code,
        words as part_words,
        sort_no::integer as sort_no
    from ref_recovery_line_words
    where word_list in ('channel', 'asked_for', 'linked_to') and not (word_list = 'asked_for' and code = 'information')
),

states (prefix, ending, sort_no) as (
    values
    ('full:', ', the city was full', 0),
    ('not_full:', ', the city was not full', 1)
),

filled as (
    select
        9 as cut_no,
        'city_full' as cut_code,
        listed.part_code as sum_code,
        states.prefix || listed.part_code as part_code,
        listed.part_words || states.ending as part_words,
        2 * listed.sort_no + states.sort_no as sort_no
    from listed
    cross join states
    where listed.cut_code = 'asked_for'
)

select * from fixed
union all by name
select * from ages
union all by name
select * from listed
union all by name
select * from filled
