"""Ready elections: definitions, small official tables, the reconstructed night."""

from escrutinio.samples.catalogue import SAMPLES, Night, Sample, get_sample, official_totals

__all__ = ["SAMPLES", "Night", "Sample", "get_sample", "official_totals"]
