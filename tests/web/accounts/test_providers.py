"""Signing in with a provider: state, PKCE and codes are checked; an e-mail address decides nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.auth.models import User
from django.test import Client

from escrutinio.web.accounts.models import Reader
from escrutinio.web.accounts.providers import Provider
from web.accounts.conftest import SignIn, begin, path_of, query_of, with_fake
from web.accounts.fake_providers import CLIENT, SECRET, Fake

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folder")]
ACCOUNT = "/en/account/"


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *arguments: object, **more: object) -> None:
        return None


def say_yes(url: str, who: str) -> str:
    """Say yes to the OpenID Connect provider as somebody; where it sends them."""
    from urllib.error import HTTPError

    try:
        build_opener(_Stay).open(Request(url, urlencode({"sub": who}).encode()), timeout=10)
    except HTTPError as answer:
        with answer:
            return str(answer.headers["Location"])
    raise AssertionError("no redirect")


def with_oidc(client: Client, who: str, **more: str) -> str:
    answer = client.get(path_of(say_yes(begin(client, "oidc", **more), who)))
    assert answer.status_code == 302
    return str(answer["Location"])


def changed(url: str, **query: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(parts._replace(query=urlencode(dict(parse_qsl(parts.query)) | query)))


def test_x(client: Client, x: Fake) -> None:
    assert with_fake(client, x, "twitter_oauth2", after="/en/stories/")["Location"] == "/en/stories/"
    page = client.get(ACCOUNT).content.decode()
    assert "You are replying as <b>Xenia</b> with your X account." in page
    assert x.asked == []  # the reader's browser goes there, not the site


def test_facebook(client: Client, facebook: Fake) -> None:
    with_fake(client, facebook, "facebook")
    assert "<b>Fay</b> with your Facebook account" in client.get(ACCOUNT).content.decode()


def test_openid_connect(client: Client, oidc: str) -> None:
    assert with_oidc(client, "olga", after="/en/") == "/en/"
    assert "<b>Olga</b> with your Olga&#x27;s place account" in client.get(ACCOUNT).content.decode()


@pytest.mark.postgres
def test_who_comes_again_is_the_same(x: Fake) -> None:
    for _ in range(2):
        with_fake(Client(), x, "twitter_oauth2")
    assert Reader.objects.count() == SocialAccount.objects.count() == 1


def test_little_is_asked_and_less_is_kept(client: Client, oidc: str) -> None:
    asked = query_of(begin(client, "oidc"))
    assert set(asked["scope"].split()) == {"openid", "profile"}
    with_oidc(client, "olga")
    kept = SocialAccount.objects.get()
    assert kept.extra_data == {"name": "Olga"}
    assert SocialToken.objects.count() == 0
    assert (kept.user.email, kept.user.first_name, kept.user.last_name) == ("", "", "")
    assert "olga.png" not in client.get(ACCOUNT).content.decode()


@pytest.mark.parametrize("way", ["google", "oidc", "wordpress"])
def test_pkce_is_used(client: Client, way: str, issuer: str, offer: Callable[..., None]) -> None:
    offer(Provider(way, "Some place", CLIENT, SECRET, issuer))
    asked = query_of(begin(client, way))
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    assert len(asked["state"]) >= 16


def test_a_stolen_code_is_of_no_use_in_another_browser(x: Fake) -> None:
    victim, thief = Client(), Client()
    came = x.allow(query_of(begin(victim, "twitter_oauth2")))
    own = query_of(begin(thief, "twitter_oauth2"))
    # The state is the thief's own and valid; the code was asked for with the victim's challenge.
    answer = thief.get(path_of(changed(came, state=own["state"])))
    assert "problem=failed" in answer["Location"]
    assert "_auth_user_id" not in thief.session


@pytest.mark.parametrize("state", ["", "wrong", None])
def test_a_wrong_state_fails(client: Client, x: Fake, state: str | None) -> None:
    came = x.allow(query_of(begin(client, "twitter_oauth2")))
    code = query_of(came)["code"]
    query = {"code": code} | ({} if state is None else {"state": state})
    answer = client.get(f"/account/twitter_oauth2/login/callback/?{urlencode(query)}")
    assert "problem=failed" in answer["Location"]
    assert "_auth_user_id" not in client.session
    assert code in x.codes  # the provider was not even asked


def test_the_state_of_another_browser_fails(x: Fake) -> None:
    attacker, victim = Client(), Client()
    came = x.allow(query_of(begin(attacker, "twitter_oauth2")))
    begin(victim, "twitter_oauth2")
    assert "problem=failed" in victim.get(path_of(came))["Location"]
    assert "_auth_user_id" not in victim.session


def test_the_state_of_another_provider_fails(
    client: Client, x: Fake, oidc: str, offer: Callable[..., None]
) -> None:
    from escrutinio.web.accounts.providers import X

    offer(Provider(X, "X", CLIENT, SECRET, x.url), Provider("oidc", "O", CLIENT, SECRET, oidc))
    came = say_yes(begin(client, "oidc"), "olga")
    answer = client.get(f"/account/twitter_oauth2/login/callback/?{urlsplit(came).query}")
    assert "problem=failed" in answer["Location"]


@pytest.mark.postgres
def test_what_was_answered_once_cannot_be_replayed(client: Client, x: Fake) -> None:
    came = x.allow(query_of(begin(client, "twitter_oauth2")))
    code = x.codes[query_of(came)["code"]]
    client.get(path_of(came))
    client.post("/en/account/sign-out/")
    assert "problem=failed" in client.get(path_of(came))["Location"]
    x.codes[query_of(came)["code"]] = code
    assert "problem=failed" in client.get(path_of(came))["Location"]
    assert "_auth_user_id" not in client.session


def test_saying_no_leads_back_in_the_same_language(client: Client, x: Fake) -> None:
    page = client.post("/es/account/sign-in/with/twitter_oauth2/", {"next": "/es/stories/"})
    token = re.search(r'name="process"', page.content.decode())
    assert token is not None
    asked = client.post("/account/twitter_oauth2/login/", {"next": "/es/stories/", "process": "login"})
    state = query_of(str(asked["Location"]))["state"]
    answer = client.get(f"/account/twitter_oauth2/login/callback/?error=access_denied&state={state}")
    assert answer["Location"] == "/es/account/sign-in/?problem=cancelled&next=%2Fes%2Fstories%2F"


@pytest.mark.parametrize(
    "person",
    [{}, {"id": ""}, {"id": "1" * 300, "name": "A", "username": "a"}, {"id": "1"}, {"id": 7, "name": "A"}],
)
def test_nonsense_from_a_provider_is_no_more_than_a_failure(
    client: Client, x: Fake, person: dict[str, str]
) -> None:
    x.person = person
    assert "problem=failed" in with_fake(client, x, "twitter_oauth2")["Location"]
    assert Reader.objects.count() == 0


def test_a_provider_that_is_away_is_said_to_be(client: Client, offer: Callable[..., None]) -> None:
    offer(Provider("oidc", "Nowhere", CLIENT, SECRET, "http://localhost:9"))
    client.post("/en/account/sign-in/with/oidc/", {"next": "/en/"})
    answer = client.post("/account/oidc/oidc/login/", {"next": "/en/", "process": "login"})
    assert "problem=failed" in answer["Location"]


@pytest.mark.parametrize("after", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_after_a_provider_nobody_is_sent_elsewhere(client: Client, x: Fake, after: str) -> None:
    asked = client.post("/account/twitter_oauth2/login/", {"next": after, "process": "login"})
    answer = client.get(path_of(x.allow(query_of(str(asked["Location"])))))
    assert answer["Location"] == ACCOUNT


def test_going_to_a_provider_is_by_post_with_a_token(x: Fake) -> None:
    client = Client(enforce_csrf_checks=True)
    for path in ("/en/account/sign-in/with/twitter_oauth2/", "/account/twitter_oauth2/login/"):
        answer = client.get(path)
        assert answer.status_code == 405 or answer["Location"] == "/en/account/sign-in/"
        assert client.post(path).status_code == 403
    assert client.post("/account/twitter_oauth2/login/callback/").status_code in (403, 405)


def test_what_has_no_keys_does_not_exist(client: Client, x: Fake) -> None:
    for way in ("google", "facebook", "oidc", "wordpress", "nobody"):
        assert client.post(f"/en/account/sign-in/with/{way}/").status_code == 404
    for path in ("google", "facebook", "oidc/oidc", "oidc/wordpress", "oidc/nobody"):
        assert client.post(f"/account/{path}/login/").status_code == 404
        assert client.get(f"/account/{path}/login/callback/").status_code == 404
    page = client.get("/en/account/sign-in/").content.decode()
    assert "Sign in with X" in page
    assert "Google" not in page


@pytest.mark.parametrize(
    "path",
    [
        "login/",
        "signup/",
        "password/reset/",
        "email/",
        "3rdparty/",
        "google/login/token/",
        "3rdparty/signup/",
    ],
)
def test_no_other_page_of_the_library_is_there(client: Client, x: Fake, path: str) -> None:
    assert client.get(f"/account/{path}").status_code == 404


def test_the_same_address_at_a_provider_is_not_its_owner(
    sign_in: SignIn, x: Fake, facebook: Fake, oidc: str, offer: Callable[..., None]
) -> None:
    from escrutinio.web.accounts.providers import X

    victim = sign_in("victim@example.org", "Vic")
    offer(
        Provider(X, "X", CLIENT, SECRET, x.url),
        Provider("facebook", "Facebook", CLIENT, SECRET, facebook.url),
        Provider("oidc", "O", CLIENT, SECRET, oidc),
    )
    clients = [Client(), Client(), Client()]
    with_fake(clients[0], x, "twitter_oauth2")
    with_fake(clients[1], facebook, "facebook")
    with_oidc(clients[2], "mallory")

    users = {reader.session["_auth_user_id"] for reader in (victim, *clients)}
    assert len(users) == 4
    assert EmailAddress.objects.get().user_id == int(victim.session["_auth_user_id"])
    assert not User.objects.exclude(email="").exists()


@pytest.mark.postgres
def test_who_comes_first_with_an_address_gains_nothing(sign_in: SignIn, oidc: str) -> None:
    mallory = Client()
    with_oidc(mallory, "mallory")
    victim = sign_in("victim@example.org", "Vic")
    assert victim.session["_auth_user_id"] != mallory.session["_auth_user_id"]


@pytest.mark.postgres
def test_an_identity_is_added_and_leads_into_the_account(sign_in: SignIn, x: Fake) -> None:
    ana = sign_in()
    answer = with_fake(ana, x, "twitter_oauth2", add="yes", after=ACCOUNT)
    assert answer["Location"] == ACCOUNT
    assert "with your e-mail address" in ana.get(ACCOUNT).content.decode()
    later = Client()
    with_fake(later, x, "twitter_oauth2")
    assert later.session["_auth_user_id"] == ana.session["_auth_user_id"]
    assert "<b>Ana</b> with your X account" in later.get(ACCOUNT).content.decode()


@pytest.mark.postgres
def test_somebody_elses_identity_is_not_added(sign_in: SignIn, x: Fake) -> None:
    with_fake(Client(), x, "twitter_oauth2")
    ana = sign_in()
    answer = with_fake(ana, x, "twitter_oauth2", add="yes")
    assert "problem=taken" in answer["Location"]
    assert SocialAccount.objects.get().user_id != int(ana.session["_auth_user_id"])


def test_nothing_is_added_to_who_is_not_signed_in(client: Client, x: Fake) -> None:
    begin(client, "twitter_oauth2")
    asked = client.post("/account/twitter_oauth2/login/", {"next": "/en/", "process": "connect"})
    answer = client.get(path_of(x.allow(query_of(str(asked["Location"])))))
    assert "problem=refused" in answer["Location"]
    assert Reader.objects.count() == 0


def test_what_was_typed_survives(sign_in: SignIn, x: Fake) -> None:
    from django.test import RequestFactory

    from escrutinio.web.accounts import draft

    client, text = sign_in(), "What I think: <b>no</b>"
    before = client.session.session_key
    answer = with_fake(client, x, "twitter_oauth2", draft_key="reply:1", draft_field="body", body=text)
    assert answer.status_code == 302
    assert client.session.session_key != before
    request = RequestFactory().get("/")
    request.session = client.session
    assert draft.peek(request, "reply:1") == text
    assert draft.take(request, "reply:1") == text
    assert draft.take(request, "reply:1") == ""
    client.post("/en/account/sign-out/")
    assert draft.SESSION not in client.session
