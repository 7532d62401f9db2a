"""The rules of an ElectionReport find what is against them."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from escrutinio.feeds import report_problems

TEXT = {
    "@type": "ElectionResults.InternationalizedText",
    "Text": [{"@type": "ElectionResults.LanguageString", "Content": "Land", "Language": "und"}],
}
REPORT: dict[str, Any] = {
    "@type": "ElectionResults.ElectionReport",
    "Format": "summary-contest",
    "GeneratedDate": "2031-05-04T19:00:00Z",
    "Issuer": "desk",
    "IssuerAbbreviation": "desk",
    "SequenceStart": 1,
    "SequenceEnd": 1,
    "Status": "unofficial-partial",
    "VendorApplicationId": "desk 1",
    "GpUnit": [{"@type": "ElectionResults.ReportingUnit", "@id": "gp", "Type": "country", "Name": TEXT}],
    "Party": [{"@type": "ElectionResults.Party", "@id": "p", "Name": TEXT, "Color": "aabbcc"}],
    "Election": [
        {
            "@type": "ElectionResults.Election",
            "ElectionScopeId": "gp",
            "StartDate": "2031-05-04",
            "EndDate": "2031-05-04",
            "Name": TEXT,
            "Type": "general",
            "Contest": [
                {
                    "@type": "ElectionResults.PartyContest",
                    "@id": "c",
                    "Name": "Council",
                    "ElectionDistrictId": "gp",
                    "ContestSelection": [
                        {
                            "@type": "ElectionResults.PartySelection",
                            "@id": "s",
                            "PartyIds": ["p"],
                            "VoteCounts": [
                                {
                                    "@type": "ElectionResults.VoteCounts",
                                    "Count": 3,
                                    "GpUnitId": "gp",
                                    "Type": "total",
                                }
                            ],
                        }
                    ],
                }
            ],
        }
    ],
}


def contest(report: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = report["Election"][0]["Contest"][0]
    return found


def test_a_report_that_keeps_the_rules() -> None:
    assert report_problems(REPORT) == []


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda r: r.pop("Status"), "$: Status is missing"),
        (lambda r: r.update(Status="final"), "$.Status: found 'final'"),
        (lambda r: r.update(Extra=1), "$: Extra is no property of ElectionReport"),
        (lambda r: r.update({"@type": "ElectionReport"}), "$: its @type is 'ElectionReport'"),
        (lambda r: r.update(GeneratedDate="2031-05-04T19:00:00.5Z"), "$.GeneratedDate: found"),
        (lambda r: r.update(GeneratedDate="2031-05-04T19:00:00"), "$.GeneratedDate: found"),
        (lambda r: r.update(GeneratedDate="2031-13-04T19:00:00Z"), "$.GeneratedDate: found"),
        (lambda r: r.update(SequenceEnd=True), "$.SequenceEnd: found True"),
        (lambda r: r.update(SequenceEnd="1"), "$.SequenceEnd: found '1'"),
        (lambda r: r.update(Issuer=["a"]), "$.Issuer: found ['a']"),
        (lambda r: r.update(Party={}), "$.Party: found dict, allowed: a list"),
        (lambda r: r.update(Party=["p"]), "$.Party[0]: found str, allowed: an object"),
        (lambda r: r["Party"][0].pop("@id"), "$.Party[0]: @id is missing"),
        (lambda r: r["Party"][0].update(Color="#AABBCC"), "$.Party[0].Color: found '#AABBCC'"),
        (lambda r: r["Party"][0].update({"@id": "gp"}), "the id 'gp' stands twice"),
        (lambda r: r["Party"][0]["Name"].update(Text=[]), "Name.Text: it is empty"),
        (lambda r: r["GpUnit"][0].update(Type="department"), "$.GpUnit[0].Type: found 'department'"),
        (lambda r: r["Election"][0].update(StartDate="4 May"), "StartDate: found '4 May'"),
        (
            lambda r: r["Election"][0].update(ElectionScopeId="p"),
            "ElectionScopeId: there is no ReportingUnit",
        ),
        (
            lambda r: contest(r).update(ElectionDistrictId="x"),
            "ElectionDistrictId: there is no ReportingUnit",
        ),
        (lambda r: contest(r)["ContestSelection"][0].update(PartyIds=[]), "PartyIds: it is empty"),
        (
            lambda r: contest(r)["ContestSelection"][0].update(PartyIds=["s"]),
            "there is no Party or Coalition",
        ),
        (lambda r: contest(r)["ContestSelection"][0]["VoteCounts"][0].pop("GpUnitId"), "GpUnitId is missing"),
        (lambda r: contest(r)["ContestSelection"][0]["VoteCounts"][0].update(Count="3"), "Count: found '3'"),
    ],
)
def test_what_is_against_the_rules(change: Callable[[dict[str, Any]], object], problem: str) -> None:
    report = copy.deepcopy(REPORT)
    change(report)

    found = report_problems(report)

    assert any(problem in message for message in found), found


@pytest.mark.parametrize("report", [None, [], "x", 3, {}])
def test_what_is_no_report(report: Any) -> None:
    assert report_problems(report)
