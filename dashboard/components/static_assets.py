"""Leaflet, served by the app itself: copied from its pinned package into the git-ignored static folder.

`make setup` runs `python -m dashboard.components.static_assets`; without it the map would be silently absent.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import click
from xstatic.pkg import leaflet

from pipelines.settings import project_paths

OWN_FILES = ("folium-shim.js", "numbered-places.js", "numbered-places.css")
# In the order the browser must load them.
SCRIPTS = ("leaflet.js", "folium-shim.js", "numbered-places.js")
STYLES = ("leaflet.css", "numbered-places.css")
VENDOR_FOLDER = "vendor"
LEAFLET_SHA256 = {
    "leaflet.js": "5819285cec137b229c94e1ee5ad73e8b6b84345a4367d60f75fe477fe0fb7b03",
    "leaflet.css": "90b693d86392a4779c861b28cf307e7e59c3fb35328c4d8b95f58f814d38c722",
}
_IMAGES = ("layers.png", "layers-2x.png", "marker-icon.png", "marker-icon-2x.png", "marker-shadow.png")


class StaticAssetsError(Exception):
    """The map's files are missing or not the ones that were reviewed."""

    exit_code = 33
    next_step = "Run `make setup`: it installs the pinned packages and copies the map's files again."


def copy_static_assets(static_dir: Path, *, source_dir: Path | None = None) -> tuple[Path, ...]:
    """Copy what the map needs into `static_dir/vendor`; a second run changes nothing.

    Parameters
    ----------
    static_dir
        The folder that Streamlit serves at `app/static`.
    source_dir
        Where Leaflet lies; the pinned package's folder when not stated.

    Returns
    -------
    The files, in place.

    Raises
    ------
    StaticAssetsError
        A file is missing, or Leaflet is not the one whose digest stands here.
    """
    package_dir = source_dir or Path(leaflet.BASE_DIR)
    vendor_dir = static_dir / VENDOR_FOLDER
    sources = {name: package_dir / name for name in LEAFLET_SHA256}
    sources |= {f"images/{name}": package_dir / "images" / name for name in _IMAGES}
    sources |= {name: Path(__file__).parent / name for name in OWN_FILES}
    for name, source in sources.items():
        _verify(source, LEAFLET_SHA256.get(name))
    return tuple(_copy(source, vendor_dir / name) for name, source in sources.items())


def missing_assets(static_dir: Path) -> tuple[str, ...]:
    """Return the names of the map's files that setup has not copied; a map without them would stay empty."""
    vendor_dir = static_dir / VENDOR_FOLDER
    return tuple(name for name in (*SCRIPTS, *STYLES) if not (vendor_dir / name).is_file())


def _verify(source: Path, sha256: str | None) -> None:
    if not source.is_file():
        raise StaticAssetsError(f"the map's file {source.name} is not in its package")
    if sha256 is not None and hashlib.sha256(source.read_bytes()).hexdigest() != sha256:
        raise StaticAssetsError(f"{source.name} is not the version that was reviewed")


def _copy(source: Path, target: Path) -> Path:
    if not target.is_file() or target.read_bytes() != source.read_bytes():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    return target


@click.command()
def main() -> None:
    """Copy the map's files to where the app serves them."""
    try:
        files = copy_static_assets(project_paths().static_dir)
    except StaticAssetsError as error:
        click.echo(f"{error}. {error.next_step}", err=True)
        raise SystemExit(error.exit_code) from error
    click.echo(f"The map's {len(files)} files are in {files[0].parent}.")


if __name__ == "__main__":
    main()
