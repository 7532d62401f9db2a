"""What the units of the sample are called, in English, Spanish and Portuguese.

The real ones have their own names; districts, what lies abroad and all that is simulated are named here.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """The names of units in one language; ``{}`` stands for a number, or for the unit that it lies in.

    Attributes:
        abroad: all that lies abroad.
        province, municipality, place: simulated ones, with their number and what they lie in.
        part_abroad, place_abroad: simulated parts of what lies abroad, and the places in them.
        single: a single-member district and its department.
        district: the same where the department is not said.
        special: a special indigenous district of a department.
    """

    abroad: str
    province: str
    municipality: str
    place: str
    part_abroad: str
    place_abroad: str
    single: str
    district: str
    special: str


PLAIN = Words(
    abroad="Abroad",
    province="Province {}, {} (reconstructed)",
    municipality="Municipality {}, {} (reconstructed)",
    place="Place {}, Municipality {}, {} (reconstructed)",
    part_abroad="Abroad {} (reconstructed)",
    place_abroad="Place {}, Abroad {} (reconstructed)",
    single="Single-member district {}, {}",
    district="District {}",
    special="Special indigenous district of {}",
)
BY_LANGUAGE = {
    "es": Words(
        abroad="Exterior",
        province="Provincia {}, {} (reconstruida)",
        municipality="Municipio {}, {} (reconstruido)",
        place="Recinto {}, Municipio {}, {} (reconstruido)",
        part_abroad="Exterior {} (reconstruido)",
        place_abroad="Recinto {}, Exterior {} (reconstruido)",
        single="Circunscripción uninominal {}, {}",
        district="Circunscripción {}",
        special="Circunscripción especial indígena de {}",
    ),
    "pt": Words(
        abroad="Exterior",
        province="Província {}, {} (reconstruída)",
        municipality="Município {}, {} (reconstruído)",
        place="Local {}, Município {}, {} (reconstruído)",
        part_abroad="Exterior {} (reconstruído)",
        place_abroad="Local {}, Exterior {} (reconstruído)",
        single="Distrito uninominal {}, {}",
        district="Distrito {}",
        special="Distrito especial indígena de {}",
    ),
}
"""Language -> the words of the columns that end with it; the plain columns have :data:`PLAIN`."""


def worded() -> list[tuple[str, Words]]:
    """The ending of a name's column and its words, the plain ones first."""
    return [("", PLAIN), *((f"_{language}", words) for language, words in BY_LANGUAGE.items())]


def name_columns(level: str) -> list[str]:
    """The columns with a unit's names."""
    return [f"{level}_name{ending}" for ending, _words in worded()]
