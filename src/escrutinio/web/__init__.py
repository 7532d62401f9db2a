"""Door 2: the site. A Django project that shows what the flows published; it computes nothing itself."""
