"""The morning to take away: one file with agenda, locations, their definitions and a readme, for the role on screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dashboard.components import accesses, meeting
from dashboard.paper import download
from dashboard.paper.provenance import FeedFreshness, Provenance
from dashboard.paper.sheets import agenda_sheet, location_sheet
from dashboard.remembered import remembered
from pipelines.settings import HUDDLE_ZONE

if TYPE_CHECKING:
    from datetime import datetime

    from dashboard.components.opening import Morning
    from dashboard.huddle.agenda import Agenda
    from dashboard.huddle.book import HuddleBook
    from dashboard.paper.sheets import Sheet


def show(morning: Morning) -> None:
    """Draw the button; the file is made, of what is recorded by then, only when somebody asks for it."""
    told = provenance_of(morning)
    form = "CSV, GeoJSON and GeoParquet" if told.sees_points else "CSV"

    def data() -> bytes:
        book = morning.book()
        return archive_of(morning, meeting.agenda_of(morning, book), book)

    st.download_button(
        f"Download the agenda and the places ({form})",
        data=accesses.noted("agenda and places", data, viewer=morning.viewer),
        file_name=download.archive_name(told),
        mime="application/zip",
        on_click="ignore",
        type="tertiary",
        icon=":material/download:",
        key="download_morning",
    )


def archive_of(morning: Morning, agenda: Agenda, book: HuddleBook) -> bytes:
    """Return the download for the role on the screen: the same bytes for one build, one role and the same actions."""
    told = provenance_of(morning)
    locations = morning.rows("locations")
    items = sheet_of(morning, agenda, book)
    places = location_sheet(locations, morning.rows("location_reasons"), told=told)
    return download.archive(download.morning_files(items, places, locations, told=told), told=told)


def sheet_of(morning: Morning, agenda: Agenda, book: HuddleBook) -> Sheet:
    """Return the agenda as a table, for the role on the screen."""
    registry = morning.rows("place_registry")
    return agenda_sheet(
        agenda,
        actions=book,
        locations=morning.rows("locations"),
        place_names=dict(zip(registry["location_id"], registry["name"], strict=True)),
        agencies=morning.agencies,
        huddle_weekdays=morning.policy.huddle_weekdays,
        told=provenance_of(morning),
    )


def provenance_of(morning: Morning) -> Provenance:
    """Return what a file made from this screen says of itself."""
    role = morning.role
    return _provenance(str(morning.build.file), morning.build.published_at, role.role_name, role.sees_points, morning)


@remembered(max_entries=60)
def _provenance(
    build_file: str,  # noqa: ARG001 - the key
    published_at: datetime,  # noqa: ARG001
    role_name: str,  # noqa: ARG001
    sees_points: bool,  # noqa: ARG001
    _morning: Morning,
) -> Provenance:
    morning = _morning
    build, facts = morning.build, morning.facts
    return Provenance(
        build_id=build.build_id,
        as_of_date=build.as_of_date,
        as_of_at=build.as_of_at.astimezone(HUDDLE_ZONE),
        published_at=build.published_at.astimezone(HUDDLE_ZONE),
        policy_digest=str(facts["policy_digest"]),
        is_sample=build.is_sample,
        is_reconstructed=bool(facts["is_reconstructed"]),
        lookback_days=int(facts["lookback_days"]),
        radius_m=float(facts["radius_m"]),
        feeds=tuple(
            FeedFreshness(
                feed["feed_code"],
                feed["feed_name"],
                feed["status"],
                None if pd.isna(feed["newest_record_at"]) else feed["newest_record_at"].to_pydatetime(),
            )
            for _, feed in morning.rows("feeds").iterrows()
        ),
        role_name=morning.role.role_name,
        sees_points=morning.role.sees_points,
    )
