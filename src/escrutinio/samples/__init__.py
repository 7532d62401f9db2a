"""Ready elections: definitions, small official tables, the reconstructed night."""

from pathlib import Path

from escrutinio.samples.catalogue import SAMPLES, Night, Sample, get_sample, official_totals

VERIFICATIONS = Path(__file__).parent / "verifications"
"""Official results that laws are verified on: a folder each, with ``votes.csv`` and ``facts.toml``."""

__all__ = ["SAMPLES", "VERIFICATIONS", "Night", "Sample", "get_sample", "official_totals"]
