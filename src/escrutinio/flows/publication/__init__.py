"""Everything that the site shows, as data: published once, read many times."""

from escrutinio.flows.publication.publish import publish, start_night
from escrutinio.flows.publication.reading import Publication, open_publication

__all__ = ["Publication", "open_publication", "publish", "start_night"]
