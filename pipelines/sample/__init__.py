"""The made-up city of Port Lantern, written as source files that come in by the same door as the real ones."""

from pipelines.sample.manifest import SampleFiles, SampleManifest
from pipelines.sample.truths import PlantedTruth
from pipelines.sample.writing import DEFAULT_TICKETS, write_sample

__all__ = ["DEFAULT_TICKETS", "PlantedTruth", "SampleFiles", "SampleManifest", "write_sample"]
