"""Pictures as SVG: seats as a hemicycle, the night as lines, polling places as dots.

They carry their colours as attributes, for the site allows no styles in the page. Every picture has a table
beside it that says the same; so a picture is one image with one label for who cannot see it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import cos, hypot, radians, sqrt

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from parliamentarch import get_nrows_from_nseats, get_row_thickness, get_seats_centers
from parliamentarch.geometry import FillingStrategy

from escrutinio.flows.documents.boundaries import Frame, LevelMap
from escrutinio.flows.documents.places import PlaceOnMap

_GREY = "#888888"


@dataclass(frozen=True)
class Block:
    """Seats of one list; ``color`` None for seats that nobody has yet; ``hollow`` for those it leads in."""

    name: str
    seats: int
    color: str | None
    hollow: bool = False


def hemicycle(blocks: Sequence[Block], label: str, majority_label: str) -> SafeString:
    """Seats side by side from the left, a line in the middle: who reaches past it has the majority.

    Without a label of the majority there is no line.
    """
    size = sum(block.seats for block in blocks)
    if size == 0:
        return mark_safe("")
    # The angle grows from the right; lists sit from the left.
    # In as few rows as hold them, so that they stand as close to their neighbours as the rows do.
    places = get_seats_centers(size, filling_strategy=FillingStrategy.EMPTY_INNER)
    centers = sorted(places.items(), key=lambda item: -item[1])
    radius = 0.8 * 100 * get_row_thickness(get_nrows_from_nseats(size))
    seats, at = [], 0
    for block in blocks:
        # One path for each list: every seat a line of no length with a round end.
        dots = "".join(
            f"M{100 * x:.1f} {104 - 100 * y:.1f}h0" for (x, y), _ in centers[at : at + block.seats]
        )
        at += block.seats
        if not dots:
            continue
        color, width = escape(block.color or "#b9b6ae"), f"{2 * radius:.2f}"
        seats.append(
            f'<path d="{dots}" fill="none" stroke="{color}" stroke-width="{width}" stroke-linecap="round">'
            f"<title>{escape(block.name)}: {block.seats}</title></path>"
        )
        if block.hollow:
            seats.append(
                f'<path class="hole" d="{dots}" stroke-width="{radius:.2f}" stroke-linecap="round"/>'
            )
    line = format_html(
        '<path class="majority" d="M100 4V{}" fill="none"/>'
        '<text x="100" y="0" font-size="6" text-anchor="middle">{}</text>',
        # A little past the row within all others.
        f"{104 - 100 * min(hypot(x - 1, y) for x, y in places) + 2 * radius:.1f}",
        majority_label,
    )
    # Two seats stand at the ends of the half circle, and nothing stands above them.
    top = -9 if majority_label else 102 - 100 * max(y for _, y in places) - radius
    return format_html(
        '<svg class="hemicycle" viewBox="-2 {} 204 {}" role="img" aria-label="{}">{}{}</svg>',
        f"{top:.0f}",
        f"{112 - top:.0f}",
        label,
        mark_safe("".join(seats)),
        line if majority_label else "",
    )


PointOnLine = tuple[float, float | None, float | None, float | None, float | None]
"""Share of the sheets in; counted share, projected share, low, high: None where there is none."""


@dataclass(frozen=True)
class Line:
    """A selection through the night; ``final`` is its share of the finished count."""

    name: str
    color: str | None
    values: Sequence[PointOnLine]
    final: float | None


_LEFT, _RIGHT, _TOP, _HEIGHT = 68, 640, 10, 300
"""The left edge leaves room for "100" in the letters of a phone, which the style sheet makes larger."""
_APART = 19
"""Units between two names beside the picture of the night."""
_LETTER = 7.6
"""Units that a letter of such a name takes at the most, on average."""


@dataclass(frozen=True)
class _Scale:
    """Where a share of the sheets and a share of the votes lie in the picture of the night."""

    top: float

    def y(self, value: float) -> float:
        return _TOP + _HEIGHT * (1 - value / self.top)

    def at(self, share_in: float, value: float) -> str:
        return f"{_LEFT + (_RIGHT - _LEFT) * share_in:.1f} {self.y(value):.1f}"

    def path(self, values: Sequence[tuple[float, float]]) -> str:
        return "L".join(self.at(*value) for value in values)


def night(lines: Sequence[Line], label: str, below: str) -> SafeString:
    """The raw count as lines, the projection as bands, the finished count as dots at the right edge.

    Args:
        lines: one for each list.
        label: what the picture is, for who cannot see it.
        below: what the lower axis says.
    """
    highest = max([0.1, *(high or raw or 0.0 for line in lines for _, raw, _, _, high in line.values)])
    scale = _Scale(min(1.0, (int(highest * 10) + 1) / 10))
    drawn = [*_axes(scale), *(part for line in lines for part in _drawn(line, scale)), *_names(lines, scale)]
    return format_html(
        '<svg class="night" viewBox="0 -10 {} 396" role="img" aria-label="{}">{}'
        '<text class="axis" x="354" y="376" font-size="14" text-anchor="middle">{}</text></svg>',
        _RIGHT + 16 + max(30, *(round(_LETTER * len(line.name)) for line in lines)),
        label,
        mark_safe("".join(drawn)),
        below,
    )


def _axes(scale: _Scale) -> Iterator[str]:
    for tenth in range(round(scale.top * 10) + 1):
        y = scale.y(tenth / 10)
        yield f'<path class="grid" d="M{_LEFT} {y:.1f}H{_RIGHT}"/>'
        yield _text(_LEFT - 8, y + 5, f"{tenth * 10}", "end")
    for quarter in range(0, 101, 25):
        yield _text(_LEFT + (_RIGHT - _LEFT) * quarter / 100, 342, f"{quarter}", "middle")


def _drawn(line: Line, scale: _Scale) -> Iterator[str]:
    color = escape(line.color or _GREY)
    band = [(at, low, high) for at, _, _, low, high in line.values if low is not None and high is not None]
    if len(band) > 1:
        above, under = [(at, high) for at, _, high in band], [(at, low) for at, low, _ in reversed(band)]
        outline = f"M{scale.path(above)}L{scale.path(under)}Z"
        yield f'<path d="{outline}" fill="{color}" fill-opacity=".22"/>'
    for at, low, high in band if len(band) == 1 else ():
        ends = f"M{scale.at(at, low)}L{scale.at(at, high)}"
        yield f'<path d="{ends}" fill="none" stroke="{color}" stroke-width="9" stroke-opacity=".3"/>'
    raw = [(at, value) for at, value, *_ in line.values if value is not None]
    middle = [(at, value) for at, _, value, *_ in line.values if value is not None]
    for values, style in ((raw, 'stroke-width="2"'), (middle, 'stroke-width="1.5" stroke-dasharray="5 4"')):
        if len(values) == 1:
            # A line of one point would show nothing.
            hollow = "dasharray" in style
            fill = f'fill="none" stroke="{color}" stroke-width="2"' if hollow else f'fill="{color}"'
            x, y = scale.at(*values[0]).split()
            yield f'<circle cx="{x}" cy="{y}" r="{7 if hollow else 4}" {fill}/>'
        elif values:
            yield f'<path d="M{scale.path(values)}" fill="none" stroke="{color}" {style}/>'
    if line.final is not None:
        yield f'<circle cx="{_RIGHT}" cy="{scale.y(line.final):.1f}" r="4.5" fill="{color}"/>'


def _names(lines: Sequence[Line], scale: _Scale) -> Iterator[str]:
    """The names beside the last points, moved apart where they would lie over each other."""
    ends = []
    for line in lines:
        values = [middle if middle is not None else raw for _, raw, middle, *_ in line.values]
        last = next((value for value in reversed(values) if value is not None), None)
        if last is not None:
            ends.append((scale.y(last), line.name))
    lowest = -float(_APART)
    for y, name in sorted(ends):
        lowest = max(y, lowest + _APART)
        yield _text(_RIGHT + 8, lowest + 4, name, "start", 13, "axis name")


def _text(x: float, y: float, text: str, anchor: str, size: int = 14, css: str = "axis") -> str:
    place = f'x="{x:.0f}" y="{y:.1f}" font-size="{size}" text-anchor="{anchor}"'
    return f'<text class="{css}" {place}>{escape(text)}</text>'


@dataclass(frozen=True)
class Area:
    """A unit on a map.

    Attributes:
        path: its outline.
        address: of its page.
        label: what is said of it, for who points at it, taps it or has it read out.
        color: None where there is nothing to show.
        strength: how full the colour is, 0 to 1.
    """

    path: str
    address: str
    label: str
    color: str | None
    strength: float = 1.0


@dataclass(frozen=True)
class DotMap:
    """Polling places in a frame.

    Attributes:
        drawn: SVG without the frame.
        outside: places that lie outside it.
    """

    drawn: SafeString
    outside: Sequence[PlaceOnMap]


def areas(shown: LevelMap, units: Sequence[Area], label: str, over: SafeString | str = "") -> SafeString:
    """Units with their boundaries, each a link.

    Args:
        shown: gives the size.
        units: the areas.
        label: what the picture is.
        over: what is drawn over the areas.
    """
    drawn = []
    for unit in units:
        fill = f'fill="{escape(unit.color)}"' if unit.color else 'class="empty"'
        full = f' fill-opacity="{unit.strength:.2f}"' if unit.color and unit.strength < 1 else ""
        words = escape(unit.label)
        drawn.append(
            f'<a href="{escape(unit.address)}" aria-label="{words}">'
            f'<path d="{unit.path}" {fill}{full}><title>{words}</title></path></a>'
        )
    return format_html(
        '<svg class="areas" viewBox="-4 -4 {} {}" role="group" aria-label="{}">{}{}</svg>',
        shown.width + 8,
        shown.height + 8,
        label,
        mark_safe("".join(drawn)),
        over,
    )


def dots(places: Sequence[PlaceOnMap], colors: Mapping[str, str | None], label: str) -> SafeString:
    """Polling places where they lie, in the colour of the selection that leads there; grey: nothing is in."""
    if not places:
        return mark_safe("")
    frame, width, height = frame_of(places)
    return format_html(
        '<svg class="map" viewBox="-6 -6 {} {}" role="img" aria-label="{}">{}</svg>',
        f"{width + 12:.0f}",
        f"{height + 12:.0f}",
        label,
        dots_in(places, colors, frame, width, height).drawn,
    )


_SMALL, _LARGE = 4.0, 14.0


def dots_in(
    places: Sequence[PlaceOnMap],
    colors: Mapping[str, str | None],
    frame: Frame,
    width: float,
    height: float,
) -> DotMap:
    """Polling places in a frame: the more voters, the larger the dot; all alike where voters are unknown.

    Every dot with a leader has a rim, so that it shows on any ground.
    """
    most = max((place.registered_expected or 0 for place in places), default=0)
    paths: dict[tuple[str | None, int], list[str]] = {}
    outside = []
    for place in places:
        x = (place.lon - frame.west) * frame.across
        y = (frame.north - place.lat) * frame.down
        if not (-1 <= x <= width + 1 and -1 <= y <= height + 1):
            outside.append(place)
            continue
        share = sqrt((place.registered_expected or 0) / most) if most else 0.0
        size = round(_SMALL + (_LARGE - _SMALL) * round(4 * share) / 4)
        paths.setdefault((place.leader, size), []).append(f"M{x:.0f} {y:.0f}h0")
    drawn = []
    # Large dots lie below small ones; places without a leader below all.
    order = sorted(paths.items(), key=lambda item: (item[0][0] is not None, -item[0][1], item[0][0] or ""))
    for number, ((leader, size), moves) in enumerate(order):
        style = 'class="missing"' if leader is None else f'stroke="{escape(colors.get(leader) or _GREY)}"'
        rim = f'<use href="#dots-{number}" class="rim" stroke-width="{size + 1.5}"/>' if leader else ""
        drawn.append(
            f'<defs><path id="dots-{number}" d="{"".join(moves)}" fill="none" stroke-linecap="round"/></defs>'
            f'{rim}<use href="#dots-{number}" stroke-width="{size}" {style}/>'
        )
    return DotMap(mark_safe(f'<g class="dots">{"".join(drawn)}</g>' if drawn else ""), outside)


def frame_of(places: Sequence[PlaceOnMap]) -> tuple[Frame, float, float]:
    """A frame that holds all but the outermost places, for voters abroad lie all over the world; its size."""
    south, north, west, east = _extent(places)
    narrow = cos(radians((south + north) / 2))
    width = 600.0
    down = width / max((east - west) * narrow, 1e-6)
    return Frame(west=west, north=north, across=down * narrow, down=down), width, down * (north - south)


def _extent(places: Sequence[PlaceOnMap]) -> tuple[float, float, float, float]:
    lats, lons = sorted(place.lat for place in places), sorted(place.lon for place in places)

    def span(values: list[float]) -> tuple[float, float]:
        quarter, three = values[len(values) // 4], values[3 * len(values) // 4]
        reach = 3 * max(three - quarter, 0.1)
        inside = [value for value in values if quarter - reach <= value <= three + reach]
        return inside[0], inside[-1]

    return (*span(lats), *span(lons))
