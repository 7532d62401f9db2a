from .downloads import nist_report, table
from .figures import Choice, figure, figure_at, figures_available
from .opening import is_of_another_version, open_publication
from .publisher import calls_path, publish, publish_again, start_night
from .reading import NO_PROJECTION, Publication
from .story_figure import Figure, agrees

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
    "is_of_another_version",
    "nist_report",
    "open_publication",
    "publish",
    "publish_again",
    "start_night",
    "table",
]
