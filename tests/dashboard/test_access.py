from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from dashboard.access import RolesError, load_roles, may_see_concern
from dashboard.cache import agencies_told_of_concerns
from geo.disclosure import Audience
from pipelines.settings import load_reference, project_paths

if TYPE_CHECKING:
    from pathlib import Path

REFERENCE = project_paths({}).reference_dir
HEAD = "role_code,role_name,is_default,sees_outreach,sees_health,sees_points,may_write_actions\n"


def _table(folder: Path, rows: str, head: str = HEAD) -> Path:
    (folder / "roles.csv").write_text(head + rows, encoding="utf-8")
    return folder


def test_the_reviewed_roles_have_one_default_and_district_officers_see_no_health() -> None:
    roles = load_roles(project_paths({}).reference_dir)

    assert roles.default.role_code == "leadership"
    district = roles.named("district")
    assert not district.audience.sees_health
    assert not district.audience.sees_outreach


def test_the_council_sees_no_points_and_writes_no_actions() -> None:
    council = load_roles(project_paths({}).reference_dir).named("council")

    assert not council.sees_points
    assert not council.sees_places
    assert not council.may_write_actions
    assert not council.audience.sees_health


def test_logs_are_brought_in_by_those_who_keep_them_and_by_nobody_where_the_table_says_nothing(tmp_path: Path) -> None:
    roles = load_roles(project_paths({}).reference_dir)

    assert {role.role_code for role in roles.roles if role.may_bring_in_logs} == {"recovery", "outreach"}
    assert not load_roles(_table(tmp_path, "a,A,1,1,1,1,1\n")).default.may_bring_in_logs


@pytest.mark.parametrize("role_code", [None, "", "admin", "Leadership", "leadership; drop"])
def test_a_role_that_no_table_names_is_the_default_one(role_code: str | None) -> None:
    roles = load_roles(project_paths({}).reference_dir)

    assert roles.named(role_code) is roles.default


def test_a_role_that_may_not_see_places_sees_no_points_either(tmp_path: Path) -> None:
    head = HEAD.strip() + ",sees_places\n"

    roles = load_roles(_table(tmp_path, "a,A,1,1,1,1,1,0\nb,B,0,1,1,1,1,1\n", head=head))

    assert [role.sees_points for role in roles.roles] == [False, True]
    assert [role.audience.sees_places for role in roles.roles] == [False, True]


def test_anything_but_a_one_is_a_no(tmp_path: Path) -> None:
    roles = load_roles(_table(tmp_path, "a,A,1,yes,TRUE,1.0, 1\n"))

    role = roles.default
    assert (role.audience.sees_outreach, role.audience.sees_health) == (False, False)
    assert (role.sees_points, role.may_write_actions) == (False, False)


def test_a_column_that_is_gone_denies_what_it_would_have_given(tmp_path: Path) -> None:
    roles = load_roles(_table(tmp_path, "a,A,1\n", head="role_code,role_name,is_default\n"))

    assert not roles.default.audience.sees_health


@pytest.mark.parametrize("rows", ["", "a,A,0,1,1,1,1\n", "a,A,1,1,1,1,1\nb,B,1,0,0,0,0\n"])
def test_a_table_without_exactly_one_default_is_refused(tmp_path: Path, rows: str) -> None:
    with pytest.raises(RolesError) as refused:
        load_roles(_table(tmp_path, rows))

    assert "roles.csv" in refused.value.next_step


@pytest.mark.parametrize("role_code", [role.role_code for role in load_roles(REFERENCE).roles])
def test_a_concern_is_shown_only_where_role_agency_and_table_all_say_so(role_code: str) -> None:
    role = load_roles(REFERENCE).named(role_code)
    agencies = [*load_reference(REFERENCE, "agencies")["agency_code"], None, "", "rangers"]
    told = agencies_told_of_concerns(project_paths({}))
    involved = {"ems", "police", "shelters"}

    seen_by = {code for code in agencies if may_see_concern(role, code, involved=involved, told=told)}

    is_told = role_code in {"leadership", "chair", "recovery", "outreach"}
    assert seen_by == ({"ems", "shelters"} if is_told else set())


def test_a_role_or_an_agency_that_nobody_reviewed_sees_no_concern(tmp_path: Path) -> None:
    role = replace(load_roles(REFERENCE).default, audience=Audience(role_code="new"))
    assert not may_see_concern(role, "ems", involved={"ems"}, told={"ems"})

    paths = replace(project_paths({}), root=tmp_path)
    paths.reference_dir.mkdir(parents=True)
    table = paths.reference_dir / "agencies.csv"
    table.write_text("agency_code,agency_name\nems,Boston EMS\n", encoding="utf-8")
    assert agencies_told_of_concerns(paths) == frozenset()
    table.write_text("agency_code,agency_name,sees_concerns\nems,Boston EMS,yes\nparks,Parks,1\n", encoding="utf-8")
    assert agencies_told_of_concerns(paths) == {"parks"}
