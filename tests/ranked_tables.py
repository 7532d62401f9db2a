"""Small tables of elections by ranked ballots, with their sources."""

from __future__ import annotations

# Clackmannanshire Council, ward 4 (Clackmannanshire South), 3 May 2012, four councillors: the preference
# profile that the council published after the count, as collected in github.com/mggg/scot-elex. The letters
# are the candidates in the order of the ballot paper; "HC:35" are 35 ballots that rank Holden first, then
# Cadenhead.
SOUTH_NAMES = {
    "C": "Janet Cadenhead",
    "E": "Kenneth Earle",
    "F": "Ellen Forson",
    "H": "Craig Holden",
    "J": "Alan Jamieson",
}
SOUTH_BALLOTS = """
C:51 CE:393 CEF:28 CEFH:26 CEFHJ:44 CEFJ:1 CEFJH:4 CEH:38 CEHF:24 CEHFJ:29 CEHJF:1 CEJ:57 CEJFH:21 CEJHF:9
CF:11 CFE:2 CFEH:3 CFEHJ:1 CFEJH:2 CFH:6 CFHE:1 CFHEJ:1 CFHJ:1 CFHJE:2 CFJEH:1 CH:8 CHE:4 CHEF:3 CHEFJ:6
CHF:4 CHFEJ:1 CHJEF:1 CJ:3 CJE:2 CJEFH:1 CJFHE:1 CJH:3 E:33 EC:225 ECF:8 ECFH:10 ECFHJ:29 ECH:27 ECHF:10
ECHFJ:32 ECHJF:5 ECJ:24 ECJF:3 ECJFH:10 ECJHF:6 EF:5 EFC:2 EFCHJ:3 EFH:7 EFHC:1 EFHCJ:3 EH:19 EHC:3 EHCF:4
EHCFJ:7 EHF:1 EHFC:2 EHFCJ:4 EHFJ:1 EHJ:3 EHJCF:1 EHJFC:2 EJ:3 EJC:2 EJF:1 EJFHC:1 F:36 FC:4 FCE:5 FCEH:3
FCH:4 FCHE:5 FCHEJ:4 FCHJE:1 FCJEH:1 FE:2 FEC:2 FECH:1 FECHJ:2 FEH:5 FEHC:3 FEHCJ:1 FEHJC:2 FEJ:1 FEJHC:1
FH:374 FHC:19 FHCE:38 FHCEJ:47 FHCJE:3 FHE:29 FHEC:14 FHECJ:17 FHEJC:1 FHJ:35 FHJCE:20 FHJEC:8 FJ:3 FJCEH:1
FJH:3 FJHCE:1 H:93 HC:11 HCE:4 HCEF:3 HCEFJ:6 HCEJF:2 HCF:6 HCFE:3 HCFEJ:4 HCFJE:1 HCJEF:1 HCJF:1 HE:16
HEC:8 HECF:1 HECFJ:7 HEF:10 HEFC:3 HEFCJ:8 HEFJ:1 HEFJC:1 HEJ:3 HEJCF:1 HF:480 HFC:40 HFCE:11 HFCEJ:43
HFCJE:4 HFE:51 HFEC:25 HFECJ:68 HFEJ:1 HFEJC:3 HFJ:62 HFJC:1 HFJCE:16 HFJE:2 HFJEC:12 HJ:14 HJE:2 HJECF:1
HJEF:1 HJF:9 HJFCE:1 HJFEC:1 J:97 JC:10 JCE:17 JCEFH:5 JCEHF:1 JCFH:1 JCH:1 JE:5 JEC:4 JECFH:2 JECHF:3 JEF:1
JEFHC:1 JEHCF:1 JF:6 JFCHE:2 JFE:1 JFH:8 JFHCE:3 JFHE:1 JFHEC:4 JH:11 JHC:1 JHE:2 JHEF:1 JHF:15 JHFC:1
JHFCE:2 JHFEC:5
"""
SOUTH_QUOTA = 649
SOUTH_ELECTED = ("Craig Holden", "Janet Cadenhead", "Ellen Forson", "Kenneth Earle")
# Votes at the end of each stage, in 1/100000 of a vote. By hand: Holden's surplus is 393 of 1042, so every
# paper of his goes on at 0.37715, and 283 of them to Earle; Cadenhead's is 145 of 794, 0.18261 a paper, 699
# to Earle.
SOUTH_STAGES = (
    {"C": 79400000, "E": 49700000, "F": 69600000, "H": 104200000, "J": 21200000},
    {"C": 79400000, "E": 60373345, "F": 69600000, "H": 64900000, "J": 26065235},
    {"C": 64900000, "E": 73137784, "F": 69600000, "H": 64900000, "J": 26339150},
)

# City of Burlington (Vermont), mayor, 3 March 2009: ballots after the write-ins, Simpson and Smith were
# excluded, as read from the city's published ballots (rangevoting.org). The city's own last round, with
# another reading of a few ballots, was Kiss 4313, Wright 4061.
BURLINGTON = {
    "Montroll > Kiss > Wright": 1332,
    "Montroll > Wright > Kiss": 767,
    "Montroll": 455,
    "Kiss > Montroll > Wright": 2043,
    "Kiss > Wright > Montroll": 371,
    "Kiss": 568,
    "Wright > Montroll > Kiss": 1513,
    "Wright > Kiss > Montroll": 495,
    "Wright": 1289,
}

# Alaska Division of Elections, special general election of 16 August 2022, U.S. Representative: the
# tabulation of 31 August as the division announced it (Kodiak Daily Mirror and Washington Post of that day),
# before it was certified with a few ballots more. What the ballots for Peltola and Palin rank behind them was
# never counted and is left out; of Begich's, 11,222 rank nobody else and 47 rank two candidates alike.
ALASKA = {
    "Peltola": 75761,
    "Palin": 58945,
    "Begich": 11222 + 47,
    "Begich > Palin": 27042,
    "Begich > Peltola": 15445,
}
ALASKA_ROUNDS = (
    {"Begich": 53756, "Palin": 58945, "Peltola": 75761},
    {"Palin": 85987, "Peltola": 91206},
)

# Election Commission of Sri Lanka, president, 21 September 2024: first preferences, valid votes, and
# preferences added in the second count (final result of 22 September 2024: 5,740,179 and 4,530,902).
SRI_LANKA_VALID = 13319616
SRI_LANKA = {
    "Anura Kumara Dissanayake": 5634915,
    "Sajith Premadasa": 4363035,
    "Ranil Wickremesinghe": 2299767,
    "Namal Rajapaksa": 342781,
}
SRI_LANKA_ADDED = {"Anura Kumara Dissanayake": 105264, "Sajith Premadasa": 167867}
