"""Templates and the demo's flows are faultless, and lead callers where they say."""

from datetime import UTC, datetime

import pytest

from app.demo_flows import CALENDAR, FLOWS, HOTLINE, SERVICE, SURVEY
from app.demo_shop import CARD
from ivr.flow import Flow
from ivr.flow_check import Known, check
from ivr.flow_templates import FlowTemplate, templates
from ivr.prompt import Speech
from ivr.simulate import Run, Scenario, Service, simulate
from ivr.speech_warm import texts_of

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
QUEUES = frozenset({"support", "sales", "complaints"})
SHIPPED = Service(values={"status": "shipped", "arrives": "2026-11-22", "total": 268.5})
NAMED: dict[str, object] = {"name": "王芳", "tier": "vip", "company": "", "note": "", "number": "+8613800138000"}


def published(flow_id: str, revision: int) -> Flow | None:
    del revision
    return next((flow for flow in FLOWS if flow.id == flow_id), None)


def known(queue: str = "support", calendar: str = "office") -> Known:
    return Known(queues=QUEUES | {queue}, calendars=frozenset({calendar}), flow_of=published)


def call(*keys: str, tier: str = "", service: Service = SHIPPED, exits: dict[str, str] | None = None) -> Run:
    state = {"waiting": 0, "ready": 1, "staff": 1, "open": True}
    scenario = Scenario(
        at=NOON,
        language="zh-CN",
        caller_number="13800138000",
        customer={"name": "王芳", "tier": tier, "company": "", "note": "", "number": ""} if tier else None,
        keys=keys,
        services={"look": service},
        exits=exits or {},
        queues={queue: dict(state) for queue in QUEUES},
    )
    return simulate(SERVICE, scenario, flow_of=published, calendars={CALENDAR.id: CALENDAR})


@pytest.mark.parametrize("template", templates("help", "hours"), ids=lambda template: template.id)
def test_a_template_is_faultless_where_its_queue_and_calendar_exist(template: FlowTemplate) -> None:
    assert check(template.document, known("help", "hours"))[1] == ()
    assert template.name.keys() == template.about.keys() == {"zh-CN", "en"}


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.id)
def test_the_demos_flows_are_faultless(flow: Flow) -> None:
    assert check(flow.model_dump(mode="json", exclude_defaults=True), known())[1] == ()


@pytest.mark.parametrize(
    ("keys", "end"), [("1", "queue:sales"), ("2", "queue:support"), ("3", "queue:complaints"), ("0", "queue:support")]
)
def test_one_key_leads_from_the_short_hotline_to_an_agent(keys: str, end: str) -> None:
    scenario = Scenario(at=NOON, keys=(keys,), queues={queue: {} for queue in QUEUES})
    assert simulate(HOTLINE, scenario, flow_of=published, calendars={}).ended == end


def test_the_service_line_asks_for_the_language_and_speaks_it() -> None:
    run = call("2", "2")
    assert (run.language, run.ended) == ("en", "queue:complaints")
    asked = [Speech(text="中文请按一。", language="zh-CN"), Speech(text="For English, press 2.", language="en")]
    assert [text for text in texts_of(SERVICE) if "按一" in text.text or "press 2" in text.text][:2] == asked
    assert any("For the status of an order, press 1." in text for visit in run.visits for text in visit.said)


def test_a_vip_is_greeted_by_name_and_needs_no_key() -> None:
    run = call("1", tier="vip")
    assert run.ended == "queue:sales"
    assert any("王芳" in text for visit in run.visits for text in visit.said)
    assert call("1", "3", tier="silver").ended == "queue:support"


def test_an_order_is_looked_up_with_a_secret_card_and_read_out() -> None:
    run = call("1", "1", "10001", "1", f"{CARD}#", "9", "5")
    assert run.ended == "hang_up"
    steps = [visit.step_id for visit in run.visits]
    assert steps[-6:] == ["more", "survey", "question", "thanks", "back", "goodbye"]
    said = "".join(text for visit in run.visits for text in visit.said)
    assert "二〇二六年十一月二十二日" in said or "十一月二十二日" in said
    assert "survey:satisfaction=5" in [asked for visit in run.visits for asked in visit.asked]
    assert CARD not in str(run.variables)


def test_an_order_of_somebody_else_is_not_told_and_a_silent_shop_leads_to_a_person() -> None:
    refused = call("1", "1", "10001", "1", f"{CARD}#", service=Service(status=404))
    assert "unknown" in [visit.step_id for visit in refused.visits]
    silent = call("1", "1", "10001", "1", f"{CARD}#", service=Service(status=0, problem="timeout"))
    assert silent.ended == "queue:support"


def test_a_card_that_cannot_be_one_is_asked_for_again() -> None:
    run = call("1", "1", "10001", "1", "4111111111111112#", f"{CARD}#")
    assert "shipped" in [visit.step_id for visit in run.visits]


def test_fax_and_callback_and_silence_lead_on() -> None:
    faxed = call("1", "4")
    assert [visit.step_id for visit in faxed.visits][-3:] == ["fax", "thanks", "goodbye"]
    assert any("共1页" in text for text in faxed.visits[-2].said)
    assert call("1", "4", exits={"fax": "timeout"}).ended == "queue:support"
    assert call("1", "5").ended == "callback:support"
    assert call("1", "", "", "", "").ended == "queue:sales"


def test_the_survey_stands_for_itself() -> None:
    run = simulate(SURVEY, Scenario(at=NOON, keys=("3",)), flow_of=published, calendars={})
    assert run.ended == "return:done"
