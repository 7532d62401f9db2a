"""Whole names of columns, as the forms and files of electoral bodies have them, by language.

A name is one of these only as a whole, whatever stands before it of numbers and sums: "Number of". So a list
or a person whose name holds such a word stays what it is, and more languages are more lines here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from escrutinio.model.names import plain

_COUNTS = {
    "en": {
        "registered": """possible voters | potential voters | eligible voters | voters
            | persons entitled to vote
            | entitled | entitled voters | entitled to vote
            | voters on list | voters on the list | voters on roll
            | voters on the roll | voters list | voter list | voting roll | voting population
            | enrolment | enrolled voters | listed voters | voters according to voter lists
            | qualified voters""",
        "cast": """ballots signed for | signed for | signatures | voters signatures | voters who signed
            | voters turned out | voters who voted | actual voters | voters voting
            | papers taken from the box | papers in the box | ballots found in the box
            | ballots in the box | ballot papers in the box | ballots in box
            | ballot papers found in the box""",
        "null": "disallowed | disallowed votes | cancelled ballots",
    },
    "es": {
        "registered": "empadronados | electores en padron | ciudadanos habilitados | ciudadanos inscritos",
        "cast": """sufragantes | asistentes | concurrentes | participantes | electores que votaron
            | electores que sufragaron | ciudadanos que votaron | boletas sacadas de la urna
            | boletas extraidas de la urna""",
    },
    "pt": {
        "registered": """eleitorado | eleitores inscritos | recenseados | eleitores recenseados
            | eleitores aptos""",
        "cast": "comparecimento | eleitores que votaram | eleitores votantes | cidadaos que votaram",
    },
    "fr": {
        "registered": """electeurs | electeurs inscrits | inscrits | electeurs enregistres
            | voteurs enregistres""",
        "cast": """emargements | emarges | bulletins trouves dans l urne | electeurs votants
            | votants d apres l urne | votants d apres les feuilles d emargement""",
        "valid": "suffrages valables | bulletins valables | votes valables",
        "null": "votes annules | bulletins annules | votes rejetes | bulletins rejetes | rejetes",
    },
    "de": {
        "registered": "stimmberechtigte | wahlberechtigte",
        "cast": """waehler | wahler | wahlerinnen und wahler | waehlerinnen und waehler | wahlerinnen
            | stimmabgaben | stimmende | eingelangte stimmzettel | eingegangene stimmzettel
            | abgegebene wahlzettel | eingelegte wahlzettel | eingelegte stimmzettel""",
    },
    "it": {
        "registered": """iscritti | aventi diritto | aventi diritto al voto | corpo elettorale
            | iscritti nelle liste""",
        "cast": "elettori votanti | voti espressi | schede scrutinate | votanti",
        "null": "schede non valide | voti non validi",
    },
    "ms": {
        "registered": "pengundi | jumlah pengundi | pengundi jumlah | pengundi berdaftar",
        "cast": "undi dalam peti | kertas undi dalam peti undi | pengundi keluar mengundi",
        "null": "undi tolak | undi rosak | undi ditolak | kertas undi ditolak | jumlah undi ditolak",
    },
    "pl": {
        "registered": """uprawnieni | uprawnionych | wyborcy uprawnieni | uprawnieni do glosowania
            | wyborcow uprawnionych""",
        "cast": """oddane glosy | glosy oddane | glosow oddanych | wydane karty | wydanych kart
            | kart wyjetych z urny | karty wazne | kart waznych""",
    },
    "ro": {
        "registered": """inscrisi | alegatori inscrisi | inscrisi pe liste | inscrisi pe liste permanente
            | alegatori pe liste permanente""",
        "cast": """prezenti la urne | alegatori prezentati la urne | alegatori prezenti la urne
            | alegatori care au votat | au votat | prezenta | prezenta la vot
            | alegatorilor care s au prezentat la urne | alegatori care s au prezentat la urne
            | alegatorilor prezenti la urne | alegatorilor prezentati la urne""",
        "null": "nule | anulate | voturilor nule",
    },
    "tr": {
        "cast": "toplam oy | toplam oy sayisi | sandiktan cikan zarf | sandiktan cikan zarf sayisi",
    },
    "id": {
        "cast": """pengguna | pengguna hak pilih | pengguna surat suara | suara sah dan tidak sah
            | seluruh suara sah dan tidak sah | total suara""",
    },
    "nl": {
        "registered": "opgeroepen | opgeroepenen | stemgerechtigden | ingeschreven kiezers | kiezers",
        "cast": """toegelaten kiezers | getelde stembiljetten | stemmen totaal | aantal stemmen totaal
            | totaal aantal stemmen | totaal stemmen | opgenomen stembiljetten""",
    },
    "sv": {
        "cast": "valdeltagande | totalt antal roster | roster totalt | avgivna roster",
    },
    "fi": {
        "cast": "annetut aanet | aania annettu | annettuja aania | aanestaneet | aanestaneita",
        "null": "hylatyt aanet | hylatyt | hylattyja | mitattomat | mitattomat aanet",
    },
    "da": {
        "registered": "stemmeberettigede | vælgere",
        "cast": "afgivne stemmer | stemmer i alt | fremmodte",
        "blank": "blanke stemmer | blanke",
        "null": "andre ugyldige stemmer | ugyldige stemmer",
    },
    "no": {
        "cast": "avgitte stemmer | frammote | frammotte | fremmotte",
        "valid": "godkjente | godkjente stemmer",
        "null": "forkastede | forkastede stemmer | forkasta",
    },
    "is": {
        "registered": "kjosendur | a kjorskra | kjosendur a kjorskra",
        "cast": "greidd atkvædi | atkvædi greidd",
        "valid": "gild | gild atkvædi",
        "blank": "aud | audir sedlar",
        "null": "ogild | ogild atkvædi",
    },
    "cs": {
        "registered": "zapsani volici | volici v seznamu | opravneni volici",
        "cast": "ucast | vydane obalky | odevzdane obalky | hlasovalo",
    },
    "sk": {
        "registered": "opravneni volici | zapisani volici | zapisanych volicov",
        "cast": "zucastneni volici | zucastnenych volicov | odovzdane obalky | hlasovali",
    },
    "sl": {
        "registered": "volilni upravicenci | upravicenci | volivcev",
        "cast": "glasovali | oddane glasovnice | udelezba",
    },
    "hr": {
        "registered": "biracko telo | biraci | upisani biraci | upisanih biraca | ukupno biraca",
        "cast": "pristupilo glasanju | glasovalo | ukupno glasalo | ukupno glasovalo | izaslo",
    },
    "hu": {
        "registered": """valasztasra jogosultak | jogosultak | valasztok | valasztok szama
            | valasztopolgarok szama
            | nevjegyzekben szereplok""",
        "cast": """szavazott | szavazok | szavazok szama | megjelentek | szavazokent megjelent
            | urnaban levo szavazolapok | urnaban talalt szavazolapok""",
    },
    "el": {
        "registered": "εγγεγραμμενοι",
        "cast": "ψηφισαν | ψηφισαντες",
    },
    "ru": {
        "registered": "включено в список избирателей | избирателей в списке",
        "cast": """приняли участие | принявшие участие в голосовании | принявших участие в голосовании
            | проголосовавших | проголосовавшие | явка""",
        "null": "испорченные | испорченных",
    },
    "uk": {
        "registered": "внесені до списку | виборці | виборців | виборців у списку",
        "cast": """отримали бюлетені | виборців які взяли участь у голосуванні
            | виборців які отримали бюлетені | виборців які проголосували""",
        "null": "визнані недійсними",
    },
    "bg": {
        "cast": "гласувалите избиратели | гласували избиратели | гласувалите",
    },
    "lt": {
        "registered": "rinkejai | rinkeju skaicius",
        "cast": "dalyvavo | balsavo | dalyvavo rinkimuose",
        "valid": "galiojantys | galiojantys biuleteniai",
        "null": "negaliojantys | negaliojantys biuleteniai",
    },
    "lv": {
        "registered": "veletaji | balsstiesigie | balsstiesigo skaits",
        "cast": "nobalsojusi | nobalsojuso skaits | balsojusi",
    },
    "et": {
        "registered": "haaleoiguslikud | haaleoiguslikke | valijate arv | nimekirjas",
        "cast": "haaletanud | haaletanuid",
    },
    "sq": {
        "registered": "zgjedhes | numri i zgjedhesve",
        "cast": "kane votuar | votuan",
    },
    "ka": {
        "registered": "amomrchevelta raodenoba | amomrcheveli | amomrchevelta | amomrchevlebi",
        "cast": "mosuli amomrchevelta raodenoba | mosuli amomrchevlebi | monatsileoba | monawileoba",
        "valid": "namdvili | namdvili biuletenebi",
        "null": "batili | batili biuletenebi | bathili | bathili biuletenebi",
    },
    "ar": {
        "registered": "عدد الناخبين | الناخبون المسجلون | عدد الناخبين المسجلين | المسجلون | المسجلين",
        "cast": "المصوتون | عدد المصوتين | المقترعون | عدد المقترعين | عدد المشاركين",
        "valid": "الأصوات الصحيحة | الأوراق الصحيحة | أوراق صحيحة",
        "null": "الأوراق الباطلة | الأصوات الباطلة | الأصوات الملغاة",
    },
    "hi": {
        "registered": "कुल मतदाता | पंजीकृत मतदाता | मतदाता | मतदाताओं की संख्या | निर्वाचकों की संख्या",
        "cast": "कुल मतदान | कुल मत | मतदान करने वाले | डाले गए मत",
        "valid": "वैध मत | विधिमान्य मत",
        "null": "अवैध मत | निरस्त मत",
    },
    "sw": {
        "registered": "waliojiandikisha | wapiga kura waliojiandikisha",
        "valid": "kura halali",
        "null": "kura zilizoharibika | kura zilizokataliwa | zilizokataliwa",
    },
}
_OTHERS = {
    "en": {"selection": "last | metric | indicator"},
    "es": {"selection": "metrica | indicador"},
    "it": {"registered": "ele t", "cast": "vot t", "selection": "desc lis | descr lista | desc lista"},
    "hr": {"votes": "glasova | glasovi", "party": "stranka", "selection": "kandidat | kandidatkinja"},
    "sl": {"votes": "glasov | glasovi", "party": "stranka", "selection": "kandidat"},
    "sr": {"votes": "гласова | гласови", "party": "странка", "selection": "кандидат"},
    "ms": {
        "votes": "undi | bilangan undi | jumlah undi",
        "party": "parti",
        "selection": "calon | nama calon",
    },
    "mk": {"votes": "гласови", "party": "партија"},
    "bg": {"votes": "гласове", "party": "партия"},
    "ru": {"votes": "голосов | голоса", "party": "партия", "selection": "кандидат | фио"},
    "uk": {"votes": "голоси | голосів", "party": "партія", "selection": "кандидат"},
    "el": {"votes": "ψηφοι", "party": "κομμα", "selection": "υποψηφιος"},
    "tr": {"votes": "oylar | oy sayisi | aldigi oy", "party": "parti adi", "selection": "aday | aday adi"},
    "hu": {
        "votes": "szavazat | szavazatok",
        "party": "jelolo szervezet",
        "selection": "jelolt | jelolt neve",
    },
    "fi": {"votes": "aanet | aania | aanimaara", "party": "puolue", "selection": "ehdokas"},
    "cs": {"votes": "pocet hlasu | hlasu", "party": "strana", "selection": "kandidat"},
    "sk": {"votes": "pocet hlasov | hlasov", "party": "strana", "selection": "kandidat"},
    "lt": {"votes": "balsai | balsu skaicius", "party": "partija", "selection": "kandidatas"},
    "lv": {"votes": "balsis | balsu skaits", "party": "partija", "selection": "kandidats"},
    "et": {"votes": "haali | haalte arv", "party": "erakond", "selection": "kandidaat"},
    "is": {"votes": "atkvædi", "party": "flokkur", "selection": "frambjodandi"},
    "he": {"votes": "קולות | מספר קולות", "party": "מפלגה", "selection": "מועמד"},
    "ar": {"votes": "الأصوات | عدد الأصوات", "party": "الحزب | القائمة", "selection": "المرشح | اسم المرشح"},
    "hi": {"votes": "प्राप्त मत", "party": "दल | पार्टी", "selection": "उम्मीदवार | प्रत्याशी | अभ्यर्थी"},
    "ko": {"votes": "득표수 | 득표", "party": "정당 | 정당명", "selection": "후보자 | 후보자명 | 후보"},
    "ja": {"votes": "得票数 | 得票", "party": "政党 | 党派", "selection": "候補者 | 候補者名"},
    "zh": {"votes": "得票數 | 得票数 | 票數", "party": "政黨 | 推薦政黨", "selection": "候選人 | 姓名"},
}
_BEFORE = re.compile(
    r"^((total|totals?|totale|totaal|toplam|jumlah|ukupno|suma|(total_)?(number|no)_of(_the)?"
    r"|nombre_(de|d)|nombre_total_(de|d)|(numero|total)_(de|di|dos|de_los)|anzahl(_der)?|(totaal_)?aantal|antal"
    r"|antall|liczba|broj|stevilo|pocet|numar(ul)?(_total)?(_al|_a|_de)|numar|szama|число|количество|кількість|брой|tong_so)_)"
)
"""Words for numbers and sums before the name of a count."""


def _by_name(languages: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for roles in languages.values():
        for role, names in roles.items():
            for name in names.split("|"):
                found.setdefault(plain(name.strip()), role)
    return found


_ROLES = _by_name(_COUNTS) | _by_name(_OTHERS)


def role_named(word: str) -> str | None:
    """The part that a column plays, as ``Role`` has it; None where none is called so.

    Args:
        word: its whole name in plain form, with ``d`` for ``ð`` and the like.
    """
    return _ROLES.get(word) or _ROLES.get(_BEFORE.sub("", word))
