"""Words for figures that stand beside votes and are none: seats, people, places, sums and parts of a count.

They are looked for in a column's name as :func:`escrutinio.model.names.plain` has it.
"""

from __future__ import annotations

import re

_PARTS_OF_COUNTS = re.compile(
    r"(number_of|no_of|total_no_of|nombre_de|numero_de|cantidad_de|anzahl|aantal|liczba|pocet|numarul|число|количество|кількість)"
    r"_((?!.*(vote|voto|voix|stimm|glos|hlas|votur|голос)).*|(wyborc|kart|kopert|electo|voter|ballot|izbirat|alegator|виборц|бюлет).*)"
    r"|(.*_)?\d{1,2}(_(00|30))?_(საათი|hours|uhr|saat|час\w*|годин\w*|heures|horas)(_.*)?"
    r"|(votes|voted|voters|turnout|ballots|votos|votantes|votaron|comparecimento|affluenza|frequenza|opkomst|beteiligung)"
    r"_(by|at|until|till|as_of|a_las|hasta_las|ate_as|alle_ore|ore|om|um)_\d{1,2}(_?[03]0)?(_?(h|hs|hrs|am|pm|uhr|horas|uur))?"
    r"|(.*_)?special_voters"
    r"|(gemeldete|ausgez(ae|a)hlte|erfasste|anzahl|reported|reporting|counted)"
    r"_(wahlbezirke|gebiete|precincts|(polling_)?stations|districts|mesas|actas|secciones)"
    r"|(.*_)?kart_do_glosowania|(urnen|brief)w(ae|a)hler(_.*)?"
    r"|(w_tym|davon|darunter|of_which|of_whom|dont|de_los_cuales|de_las_cuales|из_них|в_том_числе|din_care|waarvan|di_cui)_.*"
    r"|(sezioni|secciones|mesas|actas|tables|precincts|stations|polling_stations|urnas)"
    r"_(tot|perv|scrut|report|count|comput|proces|acumul|total|number)\w*|(sk|schede)_contestate|undi_(keluar_peti|tak_kembali|tidak_kembali)|(.*_)?tidak_hadir"
    r"|(tot|total|totales|totaal|jumlah|cantidad|suma)_(de_)?(tps|mesas|actas|secciones|casillas|stations|polling_stations"
    r"|precincts|booths|urnas)(_.*)?"
    r"|(population|poblacion|populacao|popolazione|einwohner|inwoners|habitants|residents)(_\d+)?"
    r"|(.*_)?(abstentions?|abstencion(es)?|abstencoes|ausentes|astenuti|nichtwahler|absent_voters)"
    r"|(votes|votos|voix|stimmen|voti)_(a|for|para|per|fur|pour)_(.*_)?(candidat\w*|parti\w*|lists?|listas?)"
    r"|(.*_)?(diff|difference|diferencia|sz_tot|sz_perv|counter)|(.*_)?(tendered|accredited)(_.*)?|majority|majoriti|margin|mayoria|rank|ranking|pos|posizione|posicion|posicao|platz|rang|ext_contigua"
    r"|age|edad|idade|alter|leeftijd|wiek|plec(_.*)?|(.*_)?(year|ano|anno|annee|jahr|jaar|rok|godina)|(.*_)?electoral_(college_)?votes?"
    r"|(.*_)?(official_mark|both_answers|writing_or_mark|unmarked_or_void|more_than_one_(answer|candidate)|void_for_uncertainty)"
)
"""Numbers of people, parts of a count, sums and places: none of them can be voted for."""

_SEATS = re.compile(
    r"(.*_)?(mandat(e|es|os|s|er|y|ai|u|ow|en|ati|fordeling)?|seats?|sitze|escan(o|os)|diputados|zetels|seggi|seggio|bancas|curules"
    r"|sieges?|platser|paikat|paikkoja|mandaattia?|kursi|koltuk|vietos?_skaicius"
    r"|мандат\w*|депутатск\w*_мест\w*|εδρες|εδρων|מנדטים|מקעד\w*|مقاعد|议席|議席|席次|当选席位|의석|의석수|ที่นั่ง)"
    r"(_(won|gained|held|total|gesamt|insgesamt|obtenid[oa]s|obtidos|obtenus|ottenuti|behaald|asignad[oa]s|elected|allocated|number|count|no|nr))*"
)


def is_of_seats(word: str) -> bool:
    """Whether a column counts seats.

    Args:
        word: its name in plain form.
    """
    return _SEATS.fullmatch(word) is not None


def is_beside_votes(word: str) -> bool:
    """Whether a column holds figures of no selection, and none of the counts that are kept.

    Args:
        word: its name in plain form.
    """
    return _PARTS_OF_COUNTS.fullmatch(word) is not None or is_of_seats(word)
