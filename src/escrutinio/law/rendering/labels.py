"""The words of the renderers in each language: what numbers, columns and tables are called.

The law's own words (what a step is called, its text, its article) are not here: they are written with the
law and stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES = ("en", "es")
"""The languages that the renderers speak; English stands in for any other."""

CATALOGUE: Mapping[str, tuple[str, str]] = {
    # Labels of step_parts.
    "votes": ("Votes", "Votos"),
    "candidate votes": ("Votes for candidates", "Votos a candidaturas"),
    "list votes": ("Votes of all lists", "Votos de todas las listas"),
    "valid": ("Valid votes", "Votos válidos"),
    "cast": ("Votes cast", "Votos emitidos"),
    "registered": ("Registered voters", "Personas inscritas"),
    "population": ("Population", "Población"),
    "ballots": ("Ballots", "Papeletas"),
    "first preferences": ("First preferences", "Primeras preferencias"),
    "preferences added": ("Preferences added", "Preferencias sumadas"),
    "totals": ("Totals", "Totales"),
    "preferring": ("Ballots that prefer one of a pair", "Papeletas que prefieren a una de un par"),
    "strongest paths": ("Strongest paths of wins", "Caminos de victorias más fuertes"),
    "largest defeats": ("Largest defeat of each", "Mayor derrota de cada una"),
    "wins": ("Others beaten", "Otras candidaturas vencidas"),
    "voters": ("Numbers of voters", "Números de electores"),
    "withdrawn votes": ("Votes of withdrawn lists", "Votos de listas retiradas"),
    "unused votes": ("Unused votes", "Votos sin usar"),
    "quota": ("Quota", "Cuota"),
    "measure": ("Votes of a whole seat", "Votos de un escaño entero"),
    "land number": ("Votes of a seat", "Votos de un escaño"),
    "electoral key": ("Electoral key", "Clave electoral"),
    "units": ("Units", "Unidades"),
    "districts": ("Districts", "Distritos"),
    "candidates": ("Candidates", "Candidaturas"),
    "electors": ("Electors", "Electores"),
    "electors open": ("Electors still open", "Electores por decidir"),
    "winners": ("Winners of constituencies", "Primeros puestos en circunscripciones"),
    "seats": ("Seats", "Escaños"),
    "all seats": ("All seats", "Todos los escaños"),
    "list seats": ("List seats", "Escaños de lista"),
    "list seats open": ("List seats still open", "Escaños de lista por decidir"),
    "single-member seats": ("Single-member seats", "Escaños uninominales"),
    "entitlement": ("Entitlement", "Escaños que corresponden"),
    "seats left empty": (
        "Seats left empty for want of candidates",
        "Escaños vacíos por falta de candidaturas",
    ),
    "overhang": ("Overhang", "Escaños por encima de los que corresponden"),
    "house size": ("Size of the house", "Tamaño de la cámara"),
    "bonus": ("Bonus seats", "Escaños de prima"),
    "shared seats": ("Seats shared in proportion", "Escaños repartidos en proporción"),
    "full quotas": ("Full quotas", "Cuotas enteras"),
    "seats left": ("Seats left", "Escaños restantes"),
    "guaranteed seats": ("Guaranteed", "Garantizados"),
    "whole shares": ("By whole shares", "Por partes enteras"),
    "seats by rank": ("By rank", "Por orden de votos"),
    "seats in units": ("Seats won in the units", "Escaños ganados en las unidades"),
    "seats tied in units": ("Seats tied in the units", "Escaños empatados en las unidades"),
    "seats added": ("Seats added", "Escaños añadidos"),
    "levelling seats": ("Levelling seats", "Escaños de compensación"),
    "seats in regions": ("Seats in regions", "Escaños en las regiones"),
    "seats in land": ("Seats in the land", "Escaños en el estado"),
    "seats in lands": ("Seats in the lands", "Escaños en los estados"),
    "seats below": ("Seats won below", "Escaños ganados en niveles inferiores"),
    "left for country": ("Left for the country", "Restantes para el país"),
    "elected": ("Elected", "Electos"),
    "next": ("Next", "Siguiente"),
    "remain": ("Remain", "Quedan"),
    "take part": ("Take part", "Participan"),
    "take part with abroad": (
        "Take part if votes from abroad counted",
        "Participan si contaran los votos del exterior",
    ),
    "agreements": ("Agreements", "Acuerdos"),
    "raised": ("With raised quotients", "Con cocientes aumentados"),
    "void agreements": ("Agreements without effect", "Acuerdos sin efecto"),
    "alliances": ("Alliances", "Alianzas"),
    "units short": (
        "Units whose stated valid votes are fewer than the lists have",
        "Unidades cuyos votos válidos declarados son menos que los de las listas",
    ),
    "contest": ("Contest", "Contienda"),
    "first": ("Most votes", "Más votos"),
    # Which quotients a table has.
    "quotients won": ("Quotients that win a seat", "Cocientes que ganan un escaño"),
    "quotients last of each": (
        "Last quotient that wins a seat, of each",
        "Último cociente de cada uno que gana un escaño",
    ),
    "quotients seats left": ("Quotients of the seats left", "Cocientes de los escaños restantes"),
    "quotients border": ("Last quotient that wins, and the next", "Último cociente que gana, y el siguiente"),
    "quotients taken": (
        "Seats taken, the lowest quotient first",
        "Escaños retirados, primero el cociente más bajo",
    ),
    # Heads of columns.
    "list": ("List", "Lista"),
    "candidate": ("Candidate", "Candidatura"),
    "answer": ("Answer", "Respuesta"),
    "unit": ("Unit", "Unidad"),
    "seat": ("Seat", "Escaño"),
    "share": ("Share", "Porcentaje"),
    "divided by": ("Divided by", "Dividido entre"),
    "quotient": ("Quotient", "Cociente"),
    "own seat": ("Seat of the list", "Escaño de la lista"),
    "remainder": ("Remainder", "Resto"),
    "takes part": ("Takes part", "Participa"),
    "conditions": ("Conditions met", "Condiciones cumplidas"),
    "above": ("Votes above", "Votos de más"),
    "below": ("Votes below", "Votos de menos"),
    "loses with": ("Votes fewer that lose the last seat", "Votos menos con que pierde el último escaño"),
    "wins with": ("Votes more that win another", "Votos más con que gana otro"),
    "result": ("Result", "Resultado"),
    "round": ("Round", "Ronda"),
    "stage": ("Stage", "Etapa"),
    "exhausted": ("Exhausted ballots", "Papeletas agotadas"),
    "excluded": ("Excluded", "Eliminada"),
    "shares": ("Shares", "Partes"),
    "left out": ("Left out with seats above their share", "Fuera, con escaños sobre su parte"),
    "size": ("Seats to share", "Escaños por repartir"),
    "figure": ("Figure", "Cifra"),
    "reached in": ("Reached in", "Alcanzado en"),
    "district": ("District", "Distrito"),
    "divisor": ("Divisor", "Divisor"),
    "over": ("Over", "Sobre"),
    "back": ("The other way", "A la inversa"),
    "won units": ("Units won", "Unidades ganadas"),
    "kept seats": ("Seats", "Escaños"),
    # Captions and lines.
    "shares of votes": ("Shares of the votes", "Porcentajes de los votos"),
    "remainders": ("Quota and remainders", "Cuota y restos"),
    "threshold": ("Who takes part", "Quién participa"),
    "too few": ("Fewer than {number} lists", "Menos de {number} listas"),
    "place of rule": ("condition {number} stands in place", "en su lugar rige la condición {number}"),
    "margins": ("Margin of the last seat", "Margen del último escaño"),
    "decision": ("Decision", "Decisión"),
    "decisions": ("Decisions", "Decisiones"),
    "ties": ("Left open", "Por decidir"),
    "lots": ("Recorded lots", "Sorteos registrados"),
    "unused lots": (
        "Recorded lots that fit no tie",
        "Sorteos registrados que no corresponden a ningún empate",
    ),
    "rounds": ("Rounds", "Rondas"),
    "stages": ("Stages of the count", "Etapas del escrutinio"),
    "levelling": ("Rounds of levelling", "Rondas de compensación"),
    "placement": ("Where the seats fall, in order", "Dónde caen los escaños, en orden"),
    "quorum": ("Takes part by", "Participa por"),
    "every list": ("every list", "todas las listas"),
    "district divisors": ("Divisors of the districts", "Divisores de los distritos"),
    "list divisors": ("Divisors of the lists", "Divisores de las listas"),
    "verified": ("Dividing and rounding gives these seats", "Dividir y redondear da estos escaños"),
    "spread": ("Share reached, by number of {units}", "Porcentaje alcanzado, por número de {units}"),
    "ahead": (
        "More votes than the other, by number of {units}",
        "Más votos que la otra, por número de {units}",
    ),
    "ahead in": ("Ahead in", "Por delante en"),
    "spread needed": ("Needed in", "Necesario en"),
    "of number": ("{part} of {whole}", "{part} de {whole}"),
    "uncovered": (
        "First in their constituency and without a seat",
        "Primeros en su circunscripción y sin escaño",
    ),
    "none": ("none", "ninguno"),
    "yes": ("yes", "sí"),
    "no": ("no", "no"),
    "infinite": ("infinite", "infinito"),
    "first preferences stage": ("first preferences", "primeras preferencias"),
    "surplus stage": ("surplus of {names}", "excedente de {names}"),
    "exclusion stage": ("exclusion of {names}", "eliminación de {names}"),
    "excluded by": ("{name} ({by})", "{name} ({by})"),
    "fewest votes": ("fewest votes", "menos votos"),
    "previous rounds": ("previous rounds", "rondas anteriores"),
    "earlier stages": ("earlier stages", "etapas anteriores"),
    "lot": ("lot", "sorteo"),
    # Sentences.
    "is elected": ("{name} elected", "gana {name}"),
    "is adopted": ("adopted ({text})", "se aprueba ({text})"),
    "is not adopted": ("not adopted ({text})", "no se aprueba ({text})"),
    "run-off": ("run-off between {names}", "segunda vuelta entre {names}"),
    "undecided": ("undecided ({text})", "sin decidir ({text})"),
    "tie": ("{what}: {names} for {seats}", "{what}: {names} por {seats}"),
    "drawn": ("{drawn} of {tied}", "{drawn} de {tied}"),
    "and": ("and", "y"),
    "loses sentence one": ("{name} loses it with 1 vote fewer", "{name} lo pierde con 1 voto menos"),
    "loses sentence": (
        "{name} loses it with {number} votes fewer",
        "{name} lo pierde con {number} votos menos",
    ),
    "wins sentence one": ("{name} wins another with 1 vote more", "{name} gana otro con 1 voto más"),
    "wins sentence": (
        "{name} wins another with {number} votes more",
        "{name} gana otro con {number} votos más",
    ),
    # The outcome.
    "given": ("Given", "Datos"),
    "results": ("Result", "Resultado"),
    "final": ("of all sheets", "de todas las actas"),
    "not final": ("not final: of the counted sheets", "no definitivo: de las actas computadas"),
    "chamber": ("{name}, {size} seats, majority {majority}", "{name}, {size} escaños, mayoría {majority}"),
    "undecided seats": ("(undecided)", "(por decidir)"),
    "vacant seats": ("(vacant)", "(vacantes)"),
}
"""Name of a text -> the text in each of :data:`LANGUAGES`."""

KINDS_OF_SEATS: Mapping[str, tuple[str, str]] = {
    "list": ("List", "Lista"),
    "single-member": ("Single-member", "Uninominal"),
    "special": ("Special", "Especial"),
    "levelling": ("Levelling", "Compensación"),
    "elector": ("Elector", "Elector"),
    "member": ("Member", "Representante"),
    "unit": ("Unit", "Unidad"),
    "region": ("Region", "Región"),
    "land": ("Land", "Estado"),
    "country": ("Country", "País"),
    "all tiers": ("All tiers", "Todos los niveles"),
}
"""Kind of seats -> what its column is called; a law can have kinds of its own."""


class Words:
    """The words of one language."""

    def __init__(self, language: str = "en") -> None:
        self.language = language.partition("-")[0]
        self._column = LANGUAGES.index(self.language) if self.language in LANGUAGES else 0

    def __call__(self, name: str, /, **values: object) -> str:
        """A text of the catalogue, with its values filled in.

        Raises:
            KeyError: there is no such text.
        """
        text = CATALOGUE[name][self._column]
        return text.format(**values) if values else text

    def kind_of_seats(self, kind: str) -> str:
        """What the column of a kind of seats is called."""
        return KINDS_OF_SEATS[kind][self._column] if kind in KINDS_OF_SEATS else kind.capitalize()

    @property
    def point(self) -> str:
        """What separates the decimals of a number."""
        return "," if self.language == "es" else "."
