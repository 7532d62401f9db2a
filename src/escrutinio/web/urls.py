"""Where everything is. Pages begin with their language; documents for programs do not."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from escrutinio.web.accounts.outbox import outbox
from escrutinio.web.api.frames import embed_script
from escrutinio.web.results import views
from escrutinio.web.results.photographs import photograph
from escrutinio.web.shared import brand

handler500 = "escrutinio.web.out_of_order.failed"

urlpatterns = [
    path("", views.choose_language, name="choose-language"),
    path("live.json", views.live, name="live"),
    path("health", views.health, name="health"),
    path("favicon.ico", views.icon),
    path("embed.js", embed_script, name="embed-script"),
    path("brand/<str:name>", brand.asset, name="brand"),
    path("photographs/<str:name>", photograph, name="photograph"),
    path("", include("escrutinio.web.api.urls")),
    path("account/", include("escrutinio.web.accounts.provider_urls")),
    *i18n_patterns(
        path("", include("escrutinio.web.results.urls")),
        path("", include("escrutinio.web.api.share_urls")),
        path("stories/", include("escrutinio.web.stories.urls")),
        path("alerts/", include("escrutinio.web.alerts.urls")),
        path("desk/calls/", include("escrutinio.web.calls.desk_urls")),
        path("desk/alerts/", include("escrutinio.web.alerts.desk_urls")),
        path("desk/", include("escrutinio.web.stories.desk_urls")),
        # After the stories: what they have at an address is theirs.
        path("", include("escrutinio.web.replies.urls")),
        path("desk/replies/", include("escrutinio.web.replies.desk_urls")),
        path("account/", include("escrutinio.web.accounts.urls")),
        path("outbox/", outbox, name="outbox"),
    ),
]
