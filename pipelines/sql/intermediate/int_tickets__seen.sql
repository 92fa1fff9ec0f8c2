-- One row per ticket opened before the morning, as the morning saw it: closed only if closed by then.
-- Why: a snapshot taken later knows closings that the huddle could not.
select
    tickets.feed_code,
    tickets.system_code,
    tickets.ticket_id,
    tickets.type_name,
    tickets.opened_at,
    (timezone('America/New_York', tickets.opened_at) - to_hours($huddle_day_starts_hour))::date as huddle_date,
    tickets.place_text,
    tickets.is_taken_before,
    coalesce(tickets.text_category_code, types.category_code, 'unmapped') as category_code,
    case
        when tickets.text_category_code is not null then 'derived from text'
        when types.category_code is not null then 'reviewed type'
        else 'not reviewed'
    end as category_how,
    coalesce(categories.category_name, 'Not yet reviewed') as category_name,
    coalesce(categories.is_ranked = '1', false) as is_ranked,
    coalesce(channels.reporter_group, 'residents') as reporter_group,
    coalesce(tickets.text_category_code, types.category_code) is null as is_unmapped_type,
    channels.reporter_group is null as is_unmapped_channel,
    tickets.channel_name,
    case when tickets.closed_at >= tickets.opened_at and tickets.closed_at < $as_of_at then tickets.closed_at end
        as closed_at,
    case
        when tickets.closed_at >= $as_of_at then true
        when tickets.closed_at is not null then false
        else not coalesce(tickets.is_marked_closed, false)
    end as is_open,
    regexp_replace(
        upper(trim(tickets.district_text)), '^([A-E])-?0?([0-9]{1,2})$', '\1-\2'
    ) as district_code,
    coalesce(labels.neighborhood_name, trim(tickets.neighborhood_text)) as neighborhood_name,
    tickets.lon,
    tickets.lat,
    case
        when tickets.coordinate_form = 'none' then 'missing'
        when tickets.lon is null and tickets.coordinate_form = 'numbers' then 'not_degrees'
        when tickets.lon is null then 'unreadable'
        when
            tickets.lat between $city_min_lon and $city_max_lon
            and tickets.lon between $city_min_lat and $city_max_lat then 'swapped'
        when exists (
            select 1
            from ref_coordinate_sentinels as sentinels
            where
                abs(tickets.lon - sentinels.lon::double) <= sentinels.tolerance_deg::double
                and abs(tickets.lat - sentinels.lat::double) <= sentinels.tolerance_deg::double
        ) then 'sentinel'
        when
            tickets.lon not between $city_min_lon and $city_max_lon
            or tickets.lat not between $city_min_lat and $city_max_lat then 'outside_city'
        else 'placed'
    end as place_status
from int_tickets__versioned as tickets
left join ref_ticket_types as types
    on tickets.system_code = types.system_code and tickets.type_name = types.type_name
left join ref_categories as categories
    on coalesce(tickets.text_category_code, types.category_code) = categories.category_code
left join ref_channels as channels
    on tickets.system_code = channels.system_code and tickets.channel_name = channels.channel_name
left join ref_neighborhood_labels as labels on trim(tickets.neighborhood_text) = labels.label_text
