"""Four Swiss elections by double proportion: party votes and seats of the lists that took part.

Each: the seats of the districts; of each list its seats in all, then its votes and seats in each district;
what the office published of divisors, where it is known.

Sources:
    Zürich 2014 and 2018: Stadt Zürich, Gemeinderatswahl, Unterzuteilung der Sitze an die Listen (pages
    "wp_herleitung_unterzuteilung" and "wp_herleitung_oberzuteilung" of 9 February 2014 and 4 March 2018 in
    stadt-zuerich.ch/misc/de/archiv-wahlen/stadtrat-gemeinderat).
    Zürich 2006: Gemeinderatswahl of 12 February 2006, votes and seats as in the collection of BAZI
    (Universität Augsburg). The district seats also in Stadt Zürich, Mitteilung of 6 July 2005.
    Uri 2020: Landratswahl of 8 March 2020, the four municipalities that elect by proportion, as in the data
    set uri2020 of the R package proporz.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Figures:
    """One election."""

    districts: dict[str, int]
    lists: dict[str, int]
    votes: dict[str, dict[str, int]]
    seats: dict[str, dict[str, int]]
    voter_numbers: dict[str, int]
    district_divisors: dict[str, Fraction]
    list_divisors: dict[str, Fraction]


def _read(districts: str, table: str, divisors: str = "") -> Figures:
    """Rows of the table: list, its seats, its number of voters or "-", divisor or "-", votes:seats ..."""
    names = dict.fromkeys(pair.partition("=")[0] for pair in districts.split())
    sizes = {pair.partition("=")[0]: int(pair.partition("=")[2]) for pair in districts.split()}
    lists, numbers, high = {}, {}, {}
    votes: dict[str, dict[str, int]] = {name: {} for name in names}
    seats: dict[str, dict[str, int]] = {name: {} for name in names}
    for line in table.strip().splitlines():
        name, size, voters, divisor, *cells = line.split()
        lists[name] = int(size)
        if voters != "-":
            numbers[name] = int(voters)
        if divisor != "-":
            high[name] = Fraction(divisor)
        for district, cell in zip(names, cells, strict=True):
            number, _, won = cell.partition(":")
            votes[district][name], seats[district][name] = int(number), int(won)
    wide = dict(zip(names, map(Fraction, divisors.split()), strict=True)) if divisors else {}
    return Figures(sizes, lists, votes, seats, numbers, wide, high)


ZURICH_2006 = _read(
    "1+2=12 3=16 4+5=13 6=10 7+8=17 9=16 10=12 11=19 12=10",
    """
    SP    44 23180 - 28518:4 45541:7 26673:5 24092:4 61738:5 42044:6 35259:4 56547:6 13215:3
    SVP   24 12633 - 15305:2 22060:3 8174:2 9676:1 27906:2 31559:4 19557:3 40144:4 10248:3
    FDP   19 10300 - 21833:3 10450:1 4536:1 10919:2 51252:5 12060:2 15267:2 19744:2 3066:1
    Grüne 14 7501  - 12401:2 17319:3 10221:2 8420:1 25486:2 9154:1 9689:1 12559:1 2187:1
    CVP   10 5418  - 7318:1 8661:1 4099:1 4399:1 14223:1 11333:1 8347:1 14762:2 4941:1
    EVP   6  3088  - 2829:0 2816:0 1029:0 3422:1 10508:1 9841:1 4690:1 11998:2 0:0
    AL    5  2517  - 2413:0 7418:1 9086:2 2304:0 5483:1 2465:0 2539:0 3623:1 429:0
    SD    3  1692  - 1651:0 3173:0 1406:0 1106:0 2454:0 5333:1 1490:0 6226:1 2078:1
    """,
)

ZURICH_2014 = _read(
    "1+2=12 3=15 4+5=13 6=10 7+8=16 9=16 10=12 11=22 12=9",
    """
    SP    39 - 1.027 30933:3 54797:5 40953:5 29882:4 62554:4 46248:5 40979:4 79160:6 11448:3
    SVP   23 - 0.988 18882:2 25663:2 9836:1 11132:1 34834:2 41366:4 24261:2 70002:6 10635:3
    FDP   21 - 0.894 24403:3 17918:2 10238:1 15090:2 69163:4 21307:2 21957:3 37123:3 3412:1
    Grüne 14 - 1     13239:1 21915:2 15880:2 10034:1 28630:2 15001:2 13598:1 22448:2 2433:1
    glp   13 - 1     12202:1 17746:2 12416:2 11024:1 26498:2 14738:1 13901:1 29648:3 2151:0
    CVP   6  - 1     5936:1 6873:1 3645:0 3692:0 11017:1 10816:1 4898:0 14852:1 2786:1
    AL    9  - 1     5650:1 16680:1 17323:2 6650:1 10082:1 8020:1 8543:1 11655:1 1061:0
    """,
    "10000 11500 8000 8000 17300 10000 9819 11860 4303",
)

ZURICH_2018 = _read(
    "1+2=12 3=15 4+5=13 6=10 7+8=16 9=16 10=12 11=22 12=9",
    """
    SP    43 32892 1      37360:4 67129:6 49212:5 34296:4 71164:4 60063:5 52231:5 89477:7 13192:3
    SVP   17 12999 1.0708 15856:2 19340:1 8339:1 8974:1 28050:2 33783:3 17789:1 55160:4 8980:2
    FDP   21 16312 0.973  23990:2 20529:2 13844:1 16857:2 69536:5 26712:3 23098:2 40194:3 3826:1
    Grüne 16 12064 0.934  15007:2 26471:2 19388:2 12571:1 31442:2 20296:2 15534:2 28713:2 4191:1
    glp   14 10580 1.02   12551:1 19573:2 16442:2 11613:1 28414:2 16488:1 14630:1 31911:3 2931:1
    AL    10 7892  1      7668:1 22692:2 22136:2 7612:1 13659:1 10164:1 12054:1 12435:1 1954:0
    EVP   4  2810  0.73   1841:0 2939:0 1152:0 2101:0 5655:0 9777:1 3374:0 13901:2 2568:1
    """,
    "9870 12100 10000 9000 15850 10950 11080 12400 5000",
)

URI_2020 = _read(
    "Altdorf=15 Bürglen=7 Erstfeld=6 Schattdorf=9",
    """
    CVP  12 - - 11471:5 2822:2 2309:2 4794:3
    SPGB 9  - - 11908:4 1606:1 1705:2 2600:2
    FDP  7  - - 9213:3 1567:1 946:1 2961:2
    SVP  9  - - 7756:3 2945:3 1573:1 3498:2
    """,
)
