"""A designer's call into a draft: the line, who may use it and when, and what the designer's page sees."""

from pathlib import Path
from uuid import uuid5

import pytest
from immutables import Map
from msgspec import structs
from pydantic import TypeAdapter
from websockets.exceptions import InvalidStatus

from app.calls.configuration import revision_key
from app.calls.events import CallArrived, ConfigurationChanged, LegEnded
from app.trial_routers import join_trials
from app.trials import Trials
from app.web.permissions import Gate
from app.web.wire_frames import ServerFrame
from database.base import Base
from ivr.flow_repository import Draft, save_draft
from ivr.tables import FlowDraftRow, FlowRow, FlowTrialRow
from ivr.trial_repository import load_trials
from recording.store import RecordingStore
from reporting.tables import InteractionRecorded, SegmentRecorded
from tests.center import NAMESPACE
from tests.integration.web.conftest import Site, closed, until
from tests.integration.web.test_live import LIVE, Page
from tests.unit.ivr.walking import END, flow, say

pytestmark = pytest.mark.anyio
FRAMES: TypeAdapter[ServerFrame] = TypeAdapter(ServerFrame)
MENU = {
    "id": "ask",
    "type": "menu",
    "parameters": {"prompts": say("Press 1."), "choices": {"1": "Bye"}},
    "next": {"1": "end", "timeout": "end", "no_match": "end"},
}

TABLES = (FlowDraftRow, FlowRow, FlowTrialRow, InteractionRecorded, SegmentRecorded)


@pytest.fixture
async def tried(site: Site, tmp_path: Path) -> Site:
    """The site with two drafts: `good` can be walked, `bad` cannot."""
    documents = {
        "good": flow([MENU, END], id="good").model_dump(mode="json", exclude_defaults=True),
        "bad": {"version": 2, "id": "bad", "name": "Bad", "languages": ["en"], "start": "nowhere", "steps": []},
    }
    async with site.database.write() as connection:
        tables = [Base.metadata.tables[row.__tablename__] for row in TABLES]
        await connection.run_sync(lambda sync: Base.metadata.create_all(sync, tables=tables))
        for flow_id, document in documents.items():
            at = site.clock.now()
            await save_draft(
                connection, Draft(flow_id=flow_id, document=document, serial=1, saved_at=at, saved_by="Ada")
            )

    async def announce() -> None:
        async with site.database.read() as connection:
            trials = await load_trials(connection)
        changed = structs.replace(
            site.runtime.center.configuration,
            trials=Map({trial.dialed_number: trial for trial in trials}),
            revisions=Map({revision_key(trial.flow.id, trial.flow.revision): trial.flow for trial in trials}),
        )
        await site.runtime.submit(ConfigurationChanged(at=site.clock.now(), configuration=changed))

    assert site.web is not None
    trials = Trials(
        database=site.database,
        live=site.runtime,
        lines=site.web.lines,
        shelf=RecordingStore(tmp_path, site.database),
        now=site.clock.now,
        announce=announce,
    )
    join_trials(site.app, gate=Gate(site.accounts), database=site.database, trials=trials)
    return site


async def call(site: Site, account: dict[str, str], name: str) -> str:
    """A call on that line, as Asterisk tells of it; its leg."""
    leg_id = f"channel-{name}"
    await site.runtime.submit(
        CallArrived(
            at=site.clock.now(),
            call_id=uuid5(NAMESPACE, name),
            leg_id=leg_id,
            caller_number=site.lines.callers[account["username"]],
            caller_name="",
            dialed_number=site.lines.dialed[account["username"]],
        )
    )
    return leg_id


async def test_a_designer_calls_the_saved_draft_once_and_sees_the_way(tried: Site) -> None:
    async with tried.signed_in("ada") as ada, tried.signed_in("ana") as ana:
        asked = {"language": "en", "caller_number": "13800138000"}
        account = (await ada.post("/flows/good/trial", json=asked)).json()
        assert tried.lines.dialed[account["username"]] == account["trial"]
        assert account["websocket_path"].startswith("/sip?ticket=")
        async with tried.socket(LIVE, ada) as hers, tried.socket(LIVE, ana) as others:
            page, foreign = Page(hers), Page(others)
            async with tried.socket(account["websocket_path"], ada, subprotocol="sip") as sip:
                await sip.send("INVITE")
                assert await sip.recv() == "INVITE"
                leg_id = await call(tried, account, "first")
                key = f"trial:{uuid5(NAMESPACE, 'first')}"
                item = await page.read_until(key)
                assert item.kind == "trial"
                assert item.trial == account["trial"]
                assert [step.step_id for step in item.steps] == ["ask"]
                await tried.runtime.submit(LegEnded(at=tried.clock.now(), leg_id=leg_id))
                while key in page.items:
                    page.apply(FRAMES.validate_json(await hers.recv()))
            await foreign.read_until("me")
            assert key not in foreign.items
        with pytest.raises(InvalidStatus) as refused:
            async with tried.socket(account["websocket_path"], ada, subprotocol="sip"):
                pass
        assert refused.value.response.status_code == 403
    await until(lambda: account["username"] not in tried.lines.open)


async def test_the_line_is_of_use_to_nobody_else(tried: Site) -> None:
    async with tried.signed_in("ada") as ada, tried.signed_in("ana") as ana, tried.browser() as nobody:
        account = (await ada.post("/flows/good/trial", json={})).json()
        for browser, status in ((ana, 403), (nobody, 401)):
            with pytest.raises(InvalidStatus) as refused:
                async with tried.socket(account["websocket_path"], browser, subprotocol="sip"):
                    pass
            assert refused.value.response.status_code == status
        async with tried.socket(account["websocket_path"], ada, subprotocol="sip") as sip:
            await ada.delete("/session")
            assert await closed(sip) == 1008, "the line ends with the session"


async def test_what_cannot_be_called_is_refused_with_the_reason(tried: Site) -> None:
    async with tried.signed_in("ada") as ada:
        for path, body, status, code in (
            ("/flows/bad/trial", {}, 422, "flow_faulty"),
            ("/flows/unknown/trial", {}, 404, "flow_not_found"),
            ("/flows/good/trial", {"caller_number": "1\r\n2"}, 422, "not_valid"),
        ):
            answer = await ada.post(path, json=body)
            assert (answer.status_code, answer.json()["code"]) == (status, code)
        hear = await ada.get("/prompts/phone-recordings/*123/sound")
        assert (hear.status_code, hear.json()["code"]) == (404, "recording_not_there")
    assert not tried.lines.open
