"""Stories as readers see them. Of a story that is not public nothing is shown but that it was withdrawn."""

from __future__ import annotations

from http import HTTPStatus

import msgspec
from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language

from escrutinio.flows.documents import to_json
from escrutinio.web.page_cache import of_story, public
from escrutinio.web.published import page_publication
from escrutinio.web.shared.cleaning import normal
from escrutinio.web.shared.site_map import Alternates, site_map
from escrutinio.web.stories import documents, pictures
from escrutinio.web.stories.addresses import PER_PAGE, other_languages, public_addresses
from escrutinio.web.stories.models import Section, Slug, State, Story
from escrutinio.web.stories.rendering import picture_source, render_story

MOST_WORDS = 8
LONGEST_QUERY = 100


def story_list(request: HttpRequest, section: str = "", page: int | None = None) -> HttpResponse:
    """Stories of the page's language, the newest first; of one section, where it is named."""
    page = 1 if page is None else page
    address = _list_address(section, page)
    if request.path != address:
        # One address for one page: the first has no number, and no number begins with 0.
        return redirect(address, permanent=True)
    language = get_language() or settings.LANGUAGE_CODE
    listed = Story.public.filter(language=language).select_related("section")
    chosen = None
    if section:
        chosen = get_object_or_404(Section, slug=section, language=language)
        listed = listed.filter(section=chosen)
    pages = Paginator(listed, PER_PAGE)
    if page < 1 or page > pages.num_pages:
        raise Http404
    # A section without a public story would give away that one is being written.
    used = Story.public.filter(language=language, section__isnull=False).order_by().values("section")
    context: dict[str, object] = {
        "page": pages.page(page),
        "section": chosen,
        "sections": Section.objects.filter(pk__in=used),
        "newer": _list_address(section, page - 1) if page > 1 else "",
        "older": _list_address(section, page + 1) if page < pages.num_pages else "",
    }
    if section and not listed.exists():
        raise Http404
    if section:
        context["other_languages"] = []
    return public(render(request, "stories/list.html", context))


def _list_address(section: str, page: int) -> str:
    if section:
        known = [section] if page == 1 else [section, page]
        return reverse("stories:section" if page == 1 else "stories:section-page", args=known)
    return reverse("stories:list") if page == 1 else reverse("stories:list-page", args=[page])


def story(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A story; from an address that it once had, or in another language, to the one that it has now."""
    known = get_object_or_404(Slug, slug=slug)
    # The only page of a story that is not public: that it is no more, since when and why.
    gone = Story.with_unpublished.filter(pk=known.story_id, state=State.WITHDRAWN).first()
    if gone is not None:
        return _withdrawn(request, gone)
    public_story = _public_story(slug)
    if public_story.get_absolute_url() != request.path:
        return redirect(public_story)
    context: dict[str, object] = {
        "story": public_story,
        "shown": render_story(public_story, page_publication(public_story.language)),
        "corrections": public_story.corrections.all(),
        "picture": picture_source(public_story.picture, "stories:picture") if public_story.picture else "",
        "other_languages": other_languages(public_story),
        "linked_data": documents.news_article(public_story),
    }
    return public(render(request, "stories/story.html", context), of_story(public_story.pk))


def _withdrawn(request: HttpRequest, gone: Story) -> HttpResponse:
    context: dict[str, object] = {"story": gone, "notice": gone.corrections.first(), "other_languages": []}
    response = render(request, "stories/withdrawn.html", context, status=HTTPStatus.GONE)
    return public(response)


def story_document(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A story as JSON."""
    public_story = _public_story(slug)
    address = f"{public_story.get_absolute_url()}story.json"
    if address != request.path:
        return redirect(address)
    return public(_json(documents.story_document(public_story, page_publication(public_story.language))))


def _json(document: msgspec.Struct) -> HttpResponse:
    return HttpResponse(to_json(document), content_type="application/json")


def _public_story(slug: str) -> Story:
    known = get_object_or_404(Slug, slug=slug)
    return get_object_or_404(Story.public.select_related("section"), pk=known.story_id)


def list_document(request: HttpRequest) -> HttpResponse:
    """The newest stories of a language as JSON."""
    return public(_json(documents.list_document(get_language() or settings.LANGUAGE_CODE)))


def search(request: HttpRequest) -> HttpResponse:
    """Stories that hold every word that was asked for."""
    # No text of a database may hold the sign 0.
    query = request.GET.get("q", "").replace("\0", "")[:LONGEST_QUERY]
    words = normal(query).split()[:MOST_WORDS]
    language = get_language() or settings.LANGUAGE_CODE
    matching = Story.public.filter(language=language).select_related("section")
    for word in words:
        matching = matching.filter(search_text__contains=word)
    context = {"query": query, "found": matching[:50] if words else [], "other_languages": []}
    # Not kept: as many pages as there are words would fill the memory.
    return render(request, "stories/search.html", context)


def sitemap(request: HttpRequest) -> HttpResponse:
    """The addresses of a language's stories and their lists, for search engines."""
    language = get_language() or settings.LANGUAGE_CODE
    pages = [
        Alternates({language: address.path}, address.changed_at)
        for address in public_addresses(language)
        if address.page
    ]
    return public(site_map(pages))


def picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture of a public story; others do not exist for readers."""
    whole = pictures.whole_name(name)
    if not Story.public.filter(Q(picture=whole) | Q(html__contains=f'"picture:{whole}"')).exists():
        raise Http404
    return serve_picture(name)


def serve_picture(name: str) -> HttpResponseBase:
    """The file of a picture, as the type that its name says and as nothing else."""
    try:
        file = pictures.path_of(name).open("rb")
    except (ValueError, FileNotFoundError):
        raise Http404 from None
    response = FileResponse(file, content_type=pictures.content_type(name))
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
