"""Ready elections: definitions, small official tables, the reconstructed night."""

from pathlib import Path

from escrutinio.samples.catalogue import SAMPLES, Night, Sample, get_sample, official_totals

PROOFS = Path(__file__).parent / "proofs"
"""Official results that prove laws: a folder each, with ``votes.csv`` and ``facts.toml``."""

__all__ = ["PROOFS", "SAMPLES", "Night", "Sample", "get_sample", "official_totals"]
