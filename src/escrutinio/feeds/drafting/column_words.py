"""What the names of columns usually mean in the files of electoral bodies.

The words are of everyday use in English, Spanish, Portuguese, French, German, Italian, Dutch, Polish, Czech,
Turkish and Indonesian; stems of words of other languages are beside them. They only help to draft a feed: a
person reads it before it counts.
"""

from __future__ import annotations

import re
from enum import StrEnum

import polars as pl

from escrutinio.feeds.drafting.figures_beside import is_beside_votes
from escrutinio.feeds.drafting.more_languages import is_level_by_stem, is_of_papers, role_by_stem
from escrutinio.feeds.drafting.names_of_columns import role_named
from escrutinio.law.total_rows import SUM
from escrutinio.model.names import plain


class Role(StrEnum):
    """The part that a column seems to play."""

    REGISTERED = "registered"
    CAST = "cast"
    VALID = "valid"
    BLANK = "blank"
    NULL = "null"
    SHEET = "sheet"
    CONTEST = "contest"
    SELECTION = "selection"
    PARTY = "party"
    VOTES = "votes"
    TIME = "time"
    KIND = "kind"
    LATITUDE = "lat"
    LONGITUDE = "lon"
    SHARE = "share"
    CODE = "code"
    NUMBER = "number"


COUNT_ROLES = (Role.REGISTERED, Role.CAST, Role.VALID, Role.BLANK, Role.NULL)

# The first that fits counts, so what contains another's word stands before it: invalid before valid.
_WORDS: tuple[tuple[Role, str], ...] = (
    (Role.NULL, r"(.*_)?(un|in)(gu|gue)lt(i|y)ge?(_.*)?|ungueltige_?(stimmen|stimmzettel)?"),
    (Role.REGISTERED, r"(.*_)?stimmberechtigt\w*|n?_?elec(tores)?_habil(es)?"),
    (
        Role.CODE,
        r"bfs(_.*)?|(alue|kunta|kommune?|krets)(numero|nro|nummer)|(.*_)?(ubigeo|teryt|fips)(_.*)?|(wahlkreis|gemeinde|kreis)(nummer|nr|schluessel|schlussel)",
    ),
    (
        Role.SHARE,
        r"\w*pct|percent|percentage|per_cent|share|porcentaje|prozent|procent|quota_percentuale|rate",
    ),
    (Role.SHARE, r".*(_pct|pct_|percent|porcent|prozent|pourcent|_share|turnout_rate).*|(.*_)?perc(_.*)?"),
    (Role.SHARE, r"num_.*_(total|rptg)"),  # of stations
    (
        Role.SHARE,
        r"(.*_)?(osuus|osuudet|aanestysprosentti|odstotek|postotak|procenat|posto|proc|protsent|podil|podiel|udzial"
        r"|szazalek|persentase|ποσοστο|процент|відсоток|نسبة|प्रतिशत|得票率|投票率|득표율|투표율)(_.*)?",
    ),
    (Role.LATITUDE, r"lat|latitude|latitud"),
    (Role.LONGITUDE, r"lon|lng|long|longitude|longitud"),
    (
        Role.TIME,
        r"(.*_)?(date|time|datetime|timestamp|fecha|hora|updated|uhrzeit|heure|horario|waktu|czas)(_.*)?",
    ),
    (Role.BLANK, r"(.*_)?(under_?votes?|undervoted)|against_all|((nota|none_of_the_above)(_|$))+"),
    (Role.NULL, r"(.*_)?(over_?votes?|overvoted)"),
    (Role.BLANK, r".*(blank|blanc|branco|blanco|bianch|leere|blanks).*"),
    (
        Role.NULL,
        r".*(invalid|invalido|spoil|spoilt|rejected|informal|ungultig|ongeldig|tidak_sah|niewazn|neplatn|gecersiz).*",
    ),
    (Role.NULL, r"(.*_)?(null|nul|nuls|nulo|nulos|nulle|void|anulados|nulls|residual)(_.*)?"),
    (Role.CAST, r".*(oy_kullanan|kullanilan).*"),
    (
        Role.REGISTERED,
        r".*(registered|electorate|electors|eligible|enrol|inscrit|inscript|inscritos|elettori|aptos|eleitores"
        r"|electores|padron|habilitad|wahlberecht|kiesgerecht|pemilih|dpt|uprawnion|secmen|lista_nominal|volic|censo_elect).*",
    ),
    (Role.REGISTERED, r"vol_seznam|volici_v_seznamu\w*"),
    (Role.CAST, r"odevz\w*_obal\w*"),
    (Role.REGISTERED, r"roll|register|voters|(active|total)_voters|voter_count|censo|(.*_)?census"),
    (
        Role.VALID,
        r".*(valid|valido|exprim|gultig|gueltig|geldig|suara_sah|wazn|platn|gecerli|formal_votes).*",
    ),
    (Role.VALID, r"formal"),
    (
        Role.CAST,
        r".*(ballots|ballot_papers|emitid|votantes|votaron|votants|votanti|comparec|uitgebracht|abgegeben|turnout|voted|oddanych_glos|glosow_oddan).*",
    ),
    (Role.CAST, r".*cast(ed)?(_.*)?|(.*_)?(votes|ballots)_polled|total_polled"),
    (
        Role.CAST,
        r"(total_(de_)?(votes|votos|voix|poll|vote|stimmen|voti)(_(calculad[oa]s?|counted))?|(votes|votos|voti)_(total|totales|totais))",
    ),
    (Role.CAST, r"(waehler|wahler|waehlende|wahlende)(_.*)?|total|grand_total"),
    (Role.VOTES, r".*_(votes?|votos|voix)_(count|total|number)"),
    (Role.VOTES, r"(.*_)?votes?_(received|obtained|secured)|(.*_)?(received|obtained|secured)_votes?"),
    (
        Role.CONTEST,
        r"(?!election_day)(.*_)?(office|race|contest|candidatura|cargo|election|eleccion|eleicao|elezione|position"
        r"|question|quesito|pregunta|vorlage|frage)(_.*)?",
    ),
    (
        Role.PARTY,
        r"(.*_)?(party|partido|parti|partei|partito|partij|partai|nuance|agrupacion|komitet|affiliation)(_.*)?"
        r"|parti(navn|kode|namn|beteckning|forkortelse)|partei(name|kurz\w*)|puolue\w*|k?strana|nazev_strany|sigla",
    ),
    (
        Role.SELECTION,
        r"(.*_)?(candidate|candidato|candidat|kandidat|choice|selection|option|opcion|concepto|surname|apellidos?|lista|list|liste|lijst"
        r"|votavel|calon)(_.*)?|descr\w*_?list[ae]",
    ),
    (
        Role.VOTES,
        r"(.*_)?(votes|votos|voix|stimmen|voti|stemmen|suara|glosy|hlasy|oy|vote_?count|votes_count|votes_total"
        r"|cantidad|quantity|anzahl|stemmer|roster|voturi|poc_hlasu)|antall_stemmer_totalt",
    ),
    (Role.VOTES, r"(qt|num|numero|nr|no|n|cantidad|total)_?(de_)?(votes|votos|voix)(_.*)?"),
    (
        Role.SHEET,
        r"(?!(tot|total|totales|totaal|jumlah|cantidad|suma)_)(.*_)?(station|mesa|acta|booth|precinct|bureau|seccion|secao|sezione|casilla|wahlbezirk|polling|tps"
        r"|stembureau|tally|sheet|table|section|secc?|urna|sandik|okrsek|obwod|poll|prec|box|ballot_box|jrv|mrv|junta|krets"
        r"|polling_unit|pu)(_.*)?|stemmekrets\w*",
    ),
    (Role.KIND, r"kind|type|tipo|typ|urban|rural|zone_type|area_type|urb|dominio"),
    (Role.CODE, r"(cod|code|codigo|id|nr|num|numero|ags|insee|ubigeo|kode|kod|clave)(_.*)?"),
    (Role.CODE, r".*_(cod|code|codigo|id|nr|kode|kod|clave|key)"),
    (Role.NUMBER, r"row|line|no|index|sno|s_no|serial(_.*)?"),
)
_COMPILED = tuple((role, re.compile(pattern)) for role, pattern in _WORDS)

LEVEL_WORDS = re.compile(
    r"(.*_)?(prov|kab|kec|kel|dep|depto|mun|dist|distr|dto|nation|country|pais|state|estado|land|bundesland|region|regione|province|provincia|provinsi|voivodeship"
    r"|department|departamento|departement|county|kraj|district|distrito|circonscription|circunscripcion|circoscrizione"
    r"|constituency|const|seat|electorate|division|riding|canton|kanton|wahlkreis(name|nummer|nr)?|gemeindename|kieskring|kabupaten|kota|il|ilce|okres|okreg"
    r"|municipality|municipio|municipality|commune|comuna|comune|gemeente|gemeinde|obec|gmina|powiat|city|town|village"
    r"|lga|ra|local_government|registration_area|sub_?county|mahalle|oblast|raion|rayon|wojewodztwo|taluk|tehsil|mandal"
    r"|parish|parroquia|ward|kecamatan|kelurahan|desa|zona|zone|localidad|locality|place|recinto|local|centro|center"
    r"|centre|school|polling_place|venue|borough|parliamentary)(_.*)?"
)
"""Words for the units above a station."""

_LONG_WORD = 5
"""Letters of a word for sums that more words may follow: *Summa kommun*."""
_KINDS = re.compile(r"(.*_)?(type|tipo|typ|kind|class|clase|art)(_.*)?")
"""Words for kinds of units, which are no units."""
_TOTAL_WORDS = re.compile(
    r"(.*_)?(total|totals|totales|totais|subtotal|gesamt|insgesamt|summe|totaal|totale|jumlah|toplam"
    r"|celkem|grand_total)(_.*)?|(ensemble|suma)(_.*)?"
)
"""Words of rows that add up others, wherever they stand in a name; Navarra Suma is a list."""
_SURE_TOTAL = re.compile(
    r"(grand_|sub_?)?(tota(l|ls|les|is|ux|le|li|al|lt)|gesamt|insgesamt|summe|toplam|celkem)(_.*)?"
)
"""Of these, the ones that are no name of a party."""


def role_of(name: str) -> Role | None:
    """The part that a column of this name usually plays; None where the name says nothing known."""
    if "%" in name:
        return Role.SHARE
    word = _word(name)
    if named := role_named(word):
        return Role(named)
    known = next((role for role, pattern in _COMPILED if pattern.fullmatch(word)), None)
    stem = role_by_stem(word) if known in (None, Role.SELECTION, Role.VOTES) else None
    if stem is None and known is None and "\u2116" in name:
        return Role.CODE
    if stem is None and known is None and (halves := _in_two_languages(name)):
        return role_of(halves[0]) or role_of(halves[1])
    return Role(stem) if stem else known


def _in_two_languages(name: str) -> tuple[str, str] | None:
    """The halves of a name that says the same in two languages: *Rejected Ballots/Bulletins rejetés*."""
    halves = name.split("/")
    long = len(halves) == 2 and all(len(_word(half)) > _LONG_WORD for half in halves)
    return (halves[0], halves[1]) if long else None


_OTHER_LETTERS = str.maketrans("\u0131\u0142\u00f8\u0111\u00f0", "ilodd")
"""Letters that are no others with an accent, and that are read as such."""


_HUMPS = re.compile(r"(?<=[a-z])(?=[A-Z])")


def _word(name: str) -> str:
    """A column's name as its words are looked for: ``polling_place_id`` of PollingPlaceID."""
    return plain(_HUMPS.sub(" ", name)).translate(_OTHER_LETTERS)


def spaced(name: str) -> str:
    """A name whose words are apart: ``Pre Poll Votes`` of PrePollVotes."""
    return _HUMPS.sub(" ", name)


_CODE_PARTS = re.compile(
    r"(^|_)(cod|code|codigo|id|nr|num|numero|kode|kod|clave|nm|ab|name|nombre|nome|nom|naam|nama|nazwa)(?=_|$)"
)


def is_part_of_count(name: str) -> bool:
    """Whether a column's name is that of a figure that is neither a selection's nor a count that is kept."""
    word = _word(name)
    return is_beside_votes(word) or is_of_papers(word) or is_kind_of_voting(name)


_KINDS_OF_VOTING = re.compile(
    r"(election_day|absentee|absent|early|advanced?|mail|mail_in|by_mail|postal|in_person|provisional"
    r"|challenged|ordinary|pre_?poll|overseas|abroad|uocava|one_stop|curbside"
    r"|pastu|apylinkese|balsadezeje|balsadezese|briefwahl|urnenwahl|por_correo|par_correspondance)"
    r"(_(votes?|voters?|voting|ballots?|by_mail|in_person))?"
)


_EARLIER = re.compile(
    r"(.*_)?(vorperiode|vorwahl|previous|anterior|earlier|precedente?)(_.*)?|(matched_)?historic(_first_prefs(_in)?)?"
    r"|historic_(votes?|elected|percentage|result)|(.*_)?swing|(.*_)?(compare|comparison)(_(election|data))?s?"
)


def is_of_earlier_election(name: str) -> bool:
    """Whether a column's name says that its figures are of the election before, or differences from it."""
    return _EARLIER.fullmatch(_word(name)) is not None


def is_kind_of_voting(name: str, *, alone: bool = False) -> bool:
    """Whether a column's name says how the votes in it were cast: on the day, early, by mail.

    Args:
        name: the column's.
        alone: whether it must say nothing else.
    """
    word = _word(name)
    whole = _KINDS_OF_VOTING.fullmatch(word) is not None
    return whole or (not alone and re.fullmatch(f"(.*_)({_KINDS_OF_VOTING.pattern})", word) is not None)


_OF_A_SEX = re.compile(
    r"(.*_)?(male|female|men|women|hombres|mujeres|homens|mulheres|hommes|femmes|maenner|manner|frauen|maschi"
    r"|femmine|masculinos?|femeninos?|femininos?|laki_laki|perempuan|kobiety|mezczyzni|erkek|kadin|transgender"
    r"|third_gender|others?|m|f)"
)


def is_of_a_sex(name: str) -> bool:
    """Whether a column's name says that its voters are those of one sex."""
    return _OF_A_SEX.fullmatch(_word(name)) is not None


_TURNOUT = re.compile(r"turnout|particip|opkomst|beteiligung|frekwencja|comparec|affluenza")
_RACES = re.compile(r"(.*_)?ballot_(type|category|group)(_.*)?")
_VOTE_TYPES = re.compile(
    r"(.*_)?(vote|votes|voting|ballot|count|counting|poll)_(type|method|mode|channel|group|category)(_.*)?"
    r"|(type|method|mode|channel)_of_(vote|voting|ballot).*|votetype|vote_?mode|tipo_(de_)?voto"
    r"|stimm(en)?_?(art|typ)|stemtype|stemmetype|type_stem"
)


def is_turnout(name: str) -> bool:
    """Whether a column's name is that of the turnout, which may be a number of voters or a share."""
    return _TURNOUT.search(_word(name)) is not None


_OFFICES = re.compile(
    r"(.*_)?(office|race|contest|cargo|candidatura|position|contienda|dignidad|corporacion|puesto_de_eleccion"
    r"|question|quesito|pregunta|vorlage|frage)(_.*)?"
)
_OF_VOTES = re.compile(
    r"(.*_)?(votes?|votos?|voix|stimmen|voti|voturi|stemmer|stemmen|roster|suara|glosow|hlasu)(_.*)?"
)


def is_of_an_office(name: str) -> bool:
    """Whether a column's name says for what office, or in what race, and not only in which election."""
    return _OFFICES.fullmatch(_word(name)) is not None


def names_votes(name: str) -> bool:
    """Whether a column's name has the word for votes in it, whatever else it says."""
    return _OF_VOTES.fullmatch(_word(name)) is not None


def begins_with_votes(name: str) -> bool:
    """Whether the word for votes is the first of a column's name."""
    return _OF_VOTES.fullmatch(_word(name).partition("_")[0]) is not None


_UNDECIDED = re.compile(
    r"((votos?|votes?|ballots?|tarjetas)_)?(no_marcad[oa]s?|unmarked|recurrid[oa]s?|impugnad[oa]s?|comando|observad[oa]s?"
    r"|challenged|contested|disputed)(_(votes?|ballots?))?"
)


def is_undecided(name: str) -> bool:
    """Whether a word is one of votes neither for somebody nor blank or null: unmarked, challenged."""
    return _UNDECIDED.fullmatch(_word(name)) is not None


def is_vote_type(name: str) -> bool:
    """Whether a column's name is that of the kind of voting: on the day, early, by mail, abroad."""
    return _VOTE_TYPES.fullmatch(_word(name)) is not None


def may_be_race(name: str) -> bool:
    """Whether a column's name is that of the kind of ballot, which may be one of several votes of a voter."""
    return _RACES.fullmatch(_word(name)) is not None


def words_in(name: str) -> int:
    """How many words a column's name has."""
    return len(_word(name).split("_"))


def is_code(name: str) -> bool:
    """Whether a column's name says that it holds codes."""
    return any(re.fullmatch(pattern, _word(name)) for role, pattern in _WORDS if role is Role.CODE)


_OF = re.compile(r"^((de|du|des|del|do|da|dos|das|di|della|la|las|los|the|of)\s+)+(?=\S)")
"""What is left between the word for a code and that of its unit: *code de la commune*."""


def unit_word(name: str) -> str:
    """A column's name without the words for codes and names: ``region`` of REGION_NAME."""
    words = _CODE_PARTS.sub("", _word(name)).replace("_", " ").strip()
    return " ".join(_OF.sub("", words).split())


def is_level(name: str) -> bool:
    """Whether a name is one of a kind of unit."""
    word = _word(name)
    known = LEVEL_WORDS.fullmatch(word) is not None or is_level_by_stem(word)
    return known and not _KINDS.fullmatch(word)


_GIVEN_NAMES = frozenset(map(plain, ("कुल", "योग")))
"""Words for a sum that are given names too: *Kul Bahadur* is a person, and *kul mat* all votes."""


def is_total(value: str) -> bool:
    """Whether the value of a cell says that its row adds up others."""
    word = plain(value).strip("_")
    first = word.partition("_")[0]
    long = len(first) >= _LONG_WORD or not first.isascii()
    known = word in SUM and (len(word) >= _LONG_WORD or not word.isascii())
    if _TOTAL_WORDS.fullmatch(word) is not None or known:
        return True
    rest = word.removeprefix(first).strip("_")  # "Summa kommun", but not the town of Somma Lombardo
    known_rest = is_level(rest) or role_of(rest) is not None or role_of(value) is not None
    return long and first in SUM and (known_rest or not (first.isascii() or first in _GIVEN_NAMES))


def names_total(name: str) -> bool:
    """Whether a column's name says that its figures are of all kinds together: *Antall stemmer totalt*."""
    return re.search(r"(^|_)(total(t|e|es)?|gesamt|insgesamt|totaal)(_|$)", _word(name)) is not None


def is_status(name: str) -> bool:
    """Whether a column's name says how far a row has come: counted, complete."""
    return (
        re.search(r"contabilizad|counted|status|estado|procesad|complet|reported|final", _word(name))
        is not None
    )


def is_sure_total(value: str) -> bool:
    """Whether a word says so that may not be the name of a party, as *Razem* and *Ensemble* are."""
    word = plain(value)
    return _SURE_TOTAL.fullmatch(word) is not None or (word in SUM and not word.isascii())


_MAY_BE_TOTAL = (
    r"(?i)tot|sum|gesamt|ensemble|jumlah|soma|somma|toplam|celkem|zusammen|razem|cznie|og[oó]|spolu|ukupno"
    r"|skupaj|sszes|yhte|alt|samtals|kokku|kopa|viso|tong|kabuuan|itogo|vsego|overall|[^\x00-\x7f]"
)
"""What every total has in it, in letters of ASCII."""


def totals_among(values: pl.Series) -> tuple[str, ...]:
    """The texts among many that say that a row adds up others."""
    return tuple(filter(is_total, values.filter(values.str.contains(_MAY_BE_TOTAL)).to_list()))
