"""Everything that the site shows, as data: published once, read many times."""

from escrutinio.flows.publication.downloads import nist_report, table
from escrutinio.flows.publication.figures import Choice, figure, figure_at, figures_available
from escrutinio.flows.publication.publisher import calls_path, publish, publish_again, start_night
from escrutinio.flows.publication.reading import NO_PROJECTION, Publication, open_publication
from escrutinio.flows.publication.story_figure import Figure, agrees

__all__ = [
    "NO_PROJECTION",
    "Choice",
    "Figure",
    "Publication",
    "agrees",
    "calls_path",
    "figure",
    "figure_at",
    "figures_available",
    "nist_report",
    "open_publication",
    "publish",
    "publish_again",
    "start_night",
    "table",
]
