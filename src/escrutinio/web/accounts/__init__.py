"""Readers' identities: signing in on the site's own pages with what people already have.

Other rooms use :mod:`identity` (who somebody is), :mod:`draft` (what they had typed), :mod:`limits` (how
often something may be done) and the signals of :mod:`personal_data`.
"""
