from __future__ import annotations

from pathlib import Path

import pytest
from xstatic.pkg import leaflet

from dashboard.components import static_assets


def test_what_the_map_needs_is_copied_and_a_second_run_changes_nothing(tmp_path: Path) -> None:
    files = static_assets.copy_static_assets(tmp_path)
    stamps = [file.stat().st_mtime_ns for file in files]

    assert static_assets.copy_static_assets(tmp_path) == files
    assert [file.stat().st_mtime_ns for file in files] == stamps
    assert static_assets.missing_assets(tmp_path) == ()
    assert (tmp_path / "vendor" / "images" / "layers.png").is_file()


def test_a_leaflet_that_nobody_reviewed_is_refused(tmp_path: Path) -> None:
    other = tmp_path / "package"
    (other / "images").mkdir(parents=True)
    for source in Path(leaflet.BASE_DIR).rglob("*"):
        if source.is_file():
            (other / source.relative_to(leaflet.BASE_DIR)).write_bytes(source.read_bytes())
    (other / "leaflet.js").write_text("alert(1)", encoding="utf-8")

    with pytest.raises(static_assets.StaticAssetsError, match=r"leaflet\.js"):
        static_assets.copy_static_assets(tmp_path / "static", source_dir=other)

    assert not (tmp_path / "static").exists()


def test_a_package_without_leaflet_is_refused_with_a_next_step(tmp_path: Path) -> None:
    with pytest.raises(static_assets.StaticAssetsError) as refused:
        static_assets.copy_static_assets(tmp_path / "static", source_dir=tmp_path)

    assert "make setup" in refused.value.next_step


def test_what_setup_has_not_copied_is_named(tmp_path: Path) -> None:
    assert "leaflet.js" in static_assets.missing_assets(tmp_path)


def test_no_file_of_ours_names_another_machine() -> None:
    folder = Path(static_assets.__file__).parent

    for name in (*static_assets.OWN_FILES, "theme.css"):
        assert "//" not in (folder / name).read_text(encoding="utf-8").replace("// ", "")


def test_the_folder_that_everybody_may_fetch_holds_the_map_library_and_our_own_pieces_of_it_alone(
    tmp_path: Path,
) -> None:
    """Streamlit serves it without asking who is there."""
    copied = {file.relative_to(tmp_path).parts[0] for file in static_assets.copy_static_assets(tmp_path)}

    assert copied == {"vendor"}
    assert {file.suffix for file in tmp_path.rglob("*") if file.is_file()} <= {".js", ".css", ".png", ".svg"}
