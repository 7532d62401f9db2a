"""Pages of readers' accounts."""

from __future__ import annotations

from django.urls import path

from escrutinio.web.accounts import account_views, views

app_name = "accounts"
urlpatterns = [
    path("", account_views.account, name="account"),
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/mail/", views.mail_code, name="mail-code"),
    path("sign-in/code/", views.code_page, name="code"),
    path("sign-in/with/<slug:way>/", views.connect, name="connect"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("name/", account_views.rename, name="rename"),
    path("remove/address/<int:pk>/", account_views.remove, {"kind": "address"}, name="remove-address"),
    path("remove/account/<int:pk>/", account_views.remove, {"kind": "account"}, name="remove-account"),
    path("data.json", account_views.data, name="data"),
    path("erase/", account_views.erasing, name="erase"),
]
