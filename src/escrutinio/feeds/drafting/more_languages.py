"""Stems of words for counts, stations and units in languages whose columns are no Western European ones.

They are looked for in a column's name as :func:`escrutinio.model.names.plain` has it.
"""

from __future__ import annotations

import re

from escrutinio.model.names import plain

# The first that fits counts: what holds another's stem, as "invalid" holds "valid", stands before it.
_STEMS = {
    "null": """
        недействительн|недійсн|невалидн|неважећ|неважеч|ακυρ|ervenytelen|voturi_nule|voturilor_nule|anulate|ogiltig|ugyldig|mitatoi
        hylatty|nevazec|neveljavn|negaliojanc|nederig|kehtetu|פסול|باطل|ملغا|無効|無效|无效|廢票|废票|무효
        प्रतिक्षेपित|निरस्त|अवैध|বাতিল|নাকচ|บัตรเสีย|ბათილ|անվավեր|باطله|không_hợp_lệ|etibarsız|хүчингүй|të_pavlefshme|pavlefshm
        செல்லாத|අවලංගු|gecersiz|etibarsiz
    """,
    "blank": """
        против_всех|проти_всіх|не_подкрепям|празни|λευκ|tyhj|voturi_albe|بيضاء|البيضاء|白票|백지|नोटा|उपरोक्त_में_से_कोई_नहीं|নোটা|ไม่เลือกผู้สมัคร|ไม่ประสงค์|سفيد|سفید|phiếu_trắng
    """,
    "registered": """
        избирател|виборц|гласоподавател|бирача|уписани_бирачи|уписан|εγγεγραμμεν|valasztopolgar|nevjegyzek|alegatori|rostberattigad
        stemmeberettig|aanioikeut|biraca|upisani|volilnih_upravicenc|בעלי_זכות|בזב|مسجل|ناخب|有権者|選舉人|选举人|선거인
        rinkej|veletaj|nimekirja|選民人數|选民人数|निर्वाचक|मतदाता_संख्या|कुल_मतदाता|ভোটার|ผู้มีสิทธิ|ამომრჩევ|ընտրող|cử_tri|seçici|secici
        сонгогч|zgjedhës|zgjedhes|வாக்காளர்|ලියාපදිංචි|واجدین|رای_دهندگان_ثبت
    """,
    "valid": """
        действительн|дійсн|валидн|важећ|vazec|εγκυρ|ervenyes|valabil|giltig|gyldig|hyvaksyt|veljavn|כשרים|صحيح
        معبر_عنها|有効|有效|유효|galiojanc|derig|kehtivad|विधिमान्य_मतों_का_योग|वैध_मत|বৈধ|บัตรดี|ნამდვილ|phiếu_hợp_lệ|etibarlı|صحيحه|آرای_صحیح
    """,
    "cast": """
        выдан|проголосовал|приняли_участие|взяли_участь|гласувал|изашл|ψηφισαν|megjelent|leadott|rostande|avgivna
        stemmeafgiv|fremmot|aanestan|glasoval|glasal|izaslo|гласало|гласали|מצביעים|مقترع|مصوت|投票者|投票総数|投票數|投票数|投票人數|투표수
        투표자|balsavus|hlasoval|obalk|obalek|wyjet|karty_wydane|opkomst|pengguna_hak_pilih|haaletanu|ผู้มาใช้สิทธิ|მონაწილ|डाले_गए_मत|কাস্ট|phiếu_thu_về|səs_verən|مشارك|شرکت_کنندگان|მოსულ
    """,
    "sheet": """
        уик|участк|участок|дільниц|секция|бирачко_место|избирателно_место|τμημα|szavazokor|sectie|sectia|valdistrikt
        stemmested|afstemningssted|aanestysalue|biracko_mesto|birackog_mjesta|volisce|stembureau|okrsku|קלפי|مكتب_التصويت
        محطة|مركز|投票区|投票所|투표구|apylink|iecirkn|मतदान_केन्द्र|मतदान_केंद्र|ভোটকেন্দ্র|หน่วยเลือกตั้ง|უბნის|უბანი|տեղամաս|شعبه|məntəqə|பூத்|stemmekrets|投票站|投開票所|投票所別
    """,
}
_OF_LISTS = (
    "парти",
    "союз",
    "блок",
    "движени",
    "коалици",
    "κομμα",
    "συνασπισμ",
    "حزب",
    "قائمة",
    "党",
    "黨",
    "당",
)
"""Stems in the names of lists, which may have words for voters in them too."""
_UNUSED = (
    "neintrebuint",
    "nefolosit",
    "neutiliz",
    "no_utiliz",
    "no_usad",
    "nao_utiliz",
    "non_utilis",
    "sobrant",
    "unused",
    "niewykorzyst",
    "neupotreb",
    "neiskor",
    "nepanaud",
    "kasutamata",
    "oanvand",
    "kullanilmayan",
    "неиспольз",
    "невикорист",
    "неупотреб",
    "неискор",
    "погаш",
)
"""Stems in the names of columns of papers that nobody voted with, whatever else their names hold."""
_LEVELS = """
    область|провинц|губерн|воеводств|район|регион|округ|край|громада|општина|община|νομος|δημος|περιφερεια|megye|telepules|judet|localitate
    kommun|kunta|maakunta|zupanija|opcina|opstina|okrug|ישוב|מחוז|محافظة|قضاء|دائرة|ولاية|都道府県|市区町村|選挙区|開票区
    изборна_единица|izborna_jedinica|izborna_edinica|избирателен_район|volilna_enota|volilni_okraj|gropov
    縣市|县市|鄉鎮|시도|구시군|읍면동|선거구|จังหวัด|เขต|อำเภอ|ოლქ|ज़िला|जिला|राज्य|জেলা|উপজেলা|選區|选区|村里
    apygard|εκλογικη_περιφερεια|استان|شهرستان|tỉnh|huyện|rayon|аймаг
"""
_LEVELS_ANYWHERE = """
    uf|entidad|entidad_federativa|delegacion|concelho|freguesia|corregimiento|arrondissement|circo
    wilaya|daira|baladiya|muhafaza|qadaa|governorat|governorate|emirate|prefecture|sous_prefecture|atoll
    bezirk|kreis|fylke|fylkenavn|fylkesnavn|lan|lanskod|lansnamn|valkrets|valdistrikt|storkreds|valgkreds|opstillingskreds|landsdel|kjordaemi|vaalipiiri
    maakond|omavalitsus|novads|apskritis|savivaldybe|seniunija|voblast|obshtina|nomos|dimos|perifereia|siruta|uat
    upazila|thana|zila|panchayat|subdistrict|township|amphoe|tambon|changwat|barangay|sido|sigungu|eupmyeondong
"""

_PAPERS = re.compile(
    r"((boletas|papeletas|cedulas|actas|bulletins|buletine|karty|surat_suara|ballots|ballot_papers|листић\w*|listic\w*|бюлетини"
    r"|бюлетенів|бюллетен\w*)_)?"
    r"(sobrantes|recibidas|entregadas|no_utilizadas|no_usadas|inutilizadas|recus|non_utilises|primite|nefolosite|otrzymane|niewykorzystane"
    r"|diterima|tidak_digunakan|rusak|received|unused|not_used|issued|printed|primlj\w*|neupotreb\w*|neiskor\w*|примљ\w*|неупотреб\w*"
    r"|неискор\w*|неизползван\w*|получени|отримано|невикористан\w*|погашен\w*)(_(ballots|ballot_papers|listic\w*|листић\w*|бюлетини|бюлетенів))?"
    r"|(u|у)_((glasack\w*|гласачк\w*)_)?(kutij\w*|кутиј\w*)|listic\w*_u_kutij\w*"
)
"""Ballot papers that were delivered, left over, or lay in the box: none of them is a vote for somebody."""


def _plain_words(text: str) -> tuple[str, ...]:
    words = (word.strip() for word in text.replace("\n", "|").split("|"))
    return tuple(dict.fromkeys(plain(word) for word in words if word))


STEMS = {role: _plain_words(text) for role, text in _STEMS.items()}
"""The part that a column plays, as ``Role`` of :mod:`.column_words` has it -> its stems."""
LEVELS = _plain_words(_LEVELS)
"""Stems of words for the units above a station."""
_LEVEL_ANYWHERE = re.compile(rf"(.*_)?({'|'.join(_plain_words(_LEVELS_ANYWHERE))})(_.*)?")


def role_by_stem(word: str) -> str | None:
    """The part of a column whose name, in plain form, holds one of the stems; None where it holds none."""
    if any(stem in word for stem in _OF_LISTS) or any(_holds(word, stem) for stem in _UNUSED):
        return None
    return next((role for role, stems in STEMS.items() if any(_holds(word, stem) for stem in stems)), None)


def _holds(word: str, stem: str) -> bool:
    """Whether a name has a stem: in Latin letters at the beginning of a word, else a name of a person may."""
    return stem in word and (not stem.isascii() or f"_{stem}" in f"_{word}")


def is_level_by_stem(word: str) -> bool:
    """Whether a name, in plain form, is that of a kind of unit, such as a district."""
    return word.startswith(LEVELS) or _LEVEL_ANYWHERE.fullmatch(word) is not None


def is_of_papers(word: str) -> bool:
    """Whether a column counts ballot papers as things: received, unused, in the box.

    Args:
        word: its name in plain form.
    """
    return _PAPERS.fullmatch(word) is not None
