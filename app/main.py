"""create_app(): the one place that builds the parts and joins them."""

import asyncio
import os
import shutil
import signal
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from urllib.parse import urlsplit

import structlog
from fastapi import FastAPI
from msgspec import Struct

from agents.state import TransitionNotAllowed
from app import api_document, demo_shop, left_overs, pages, probes
from app.accounts.sessions import Accounts
from app.accounts.visitors import VisitorLines
from app.admin_routers import join_administration
from app.asterisk.ami import AmiAddress
from app.asterisk.ari import AriAddress
from app.asterisk.node import AsteriskNode
from app.asterisk.phones import AriPhoneLines
from app.asterisk.secrets import read_or_make
from app.calls import errors
from app.calls.events import CallEvent
from app.calls.ports import Fenced
from app.calls.recovery import restore
from app.calls.repository import SqlStore
from app.calls.step import step
from app.case_routers import join_cases
from app.configuration_watch import ConfigurationWatch
from app.demo_flows import SHOP_HOST
from app.desk_routers import join_capabilities
from app.ivr_routers import join_ivr
from app.knowledge_routers import join_knowledge
from app.metrics import Metrics
from app.runtime import Runtime
from app.runtime_clock import SystemClock
from app.runtime_effects import Performers
from app.settings import Settings
from app.site import Site, loopback_ports, site_of
from app.speech_routers import join_speech, speech_reader
from app.trial_routers import join_trials
from app.trials import Trials
from app.web.join import join_web
from app.web.routes import add_router
from app.web.wire import WebNumber
from app.web_services import WebClient
from app.work_routers import join_work
from customers.directory import Directory
from database.engine import Database
from ivr.prompt_shelf import PromptShelf
from ivr.repository import load_numbers
from ivr.speech import SpeechCache
from ivr.speech_provider import speech_providers
from ivr.speech_warm import WarmUp
from recording.store import RecordingStore
from reporting.past import PastInteractions

REFUSALS = (TransitionNotAllowed, *errors.REFUSALS)
RETRY_OPEN_SECONDS = 1.0
RECOVER_EVERY_SECONDS = 180.0

_log = structlog.stdlib.get_logger(__name__)


class AsteriskAddress(Struct, frozen=True, kw_only=True):
    """Where Asterisk's three loopback services are, and as whom to use them."""

    ari: AriAddress
    ami: AmiAddress
    sip_url: str


def create_app(settings: Settings, *, replaced: Callable[[], None] | None = None) -> FastAPI:
    """The application. `replaced` is called when another controller has taken the site over; by default the process ends."""
    stop = replaced or _end_process
    site = site_of(settings)
    clock = SystemClock()
    has_demo = site.demo_sign_ins.exists()
    metrics = Metrics()
    metrics.free_bytes.set_function(lambda: shutil.disk_usage(site.data).free)
    database = Database(settings.database)
    speech = SpeechCache(site.speech, providers=speech_providers(site.voices))
    prompts = PromptShelf(site.prompts)
    shelf = RecordingStore(site.recordings, database)
    address = _asterisk_address(settings, site)

    def deliver(event: CallEvent) -> None:
        runtime.post(event)

    node = AsteriskNode(
        ari=address.ari,
        ami=address.ami,
        deliver=deliver,
        now=clock.now,
        speaker=speech,
        library=prompts,
        recordings=shelf.live,
        on_replaced=stop,
    )
    runtime = Runtime(
        store=SqlStore(database, site.spool, region=settings.region, zone=settings.site_zone),
        step=step,
        restore=restore,
        performers=Performers(
            telephony=node.telephony,
            directory=Directory(database, settings.region),
            shelf=shelf,
            services=WebClient(
                allowed=settings.service_addresses,
                secrets=site.service_secrets,
                own={SHOP_HOST: (_own_address(settings.host), settings.port)} if has_demo else {},
            ),
            past=PastInteractions(database),
        ),
        clock=clock,
        refusals=REFUSALS,
        metrics=metrics,
    )
    accounts = Accounts(database, clock, timedelta(hours=settings.session_hours), timedelta(hours=settings.idle_hours))
    warm = WarmUp(speech)
    watch = ConfigurationWatch(
        database,
        runtime,
        region=settings.region,
        zone=settings.site_zone,
        also=speech_reader(speech, warm),
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        async with AsyncExitStack() as stack:
            stack.push_async_callback(database.close)
            stack.push_async_callback(speech.close)
            voice = asyncio.create_task(_speak(speech, warm))
            work = asyncio.create_task(_work(runtime, node, shelf, watch, stop))
            sockets = asyncio.create_task(web.run())
            try:
                yield
            finally:
                for task in (work, sockets, voice):
                    task.cancel()
                await asyncio.gather(work, sockets, voice, return_exceptions=True)

    app = FastAPI(
        title="Ringdesk",
        version="0.1.0",
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    web = join_web(
        app,
        accounts=accounts,
        runtime=runtime,
        clock=clock,
        phone_lines=AriPhoneLines(node.ari, address.ari.host),
        sip_url=address.sip_url,
        web_numbers=lambda: _web_numbers(database),
        visitor_lines=VisitorLines(database),
        allowed_origins=settings.allowed_origins,
        crm=settings.crm,
        region=settings.region,
    )
    join_capabilities(
        app,
        gate=web.gate,
        database=database,
        runtime=runtime,
        shelf=shelf,
        region=settings.region,
        zone=settings.site_zone,
    )
    join_administration(app, gate=web.gate, database=database, runtime=runtime, announce=watch.look)

    join_ivr(
        app,
        gate=web.gate,
        database=database,
        runtime=runtime,
        warm=warm,
        secrets=site.service_secrets,
        zone=settings.site_zone,
    )

    trials = Trials(database=database, live=runtime, lines=web.lines, shelf=shelf, now=clock.now, announce=watch.look)
    join_speech(
        app,
        gate=web.gate,
        database=database,
        runtime=runtime,
        speech=speech,
        warm=warm,
        shelf=prompts,
        trials=trials,
        announce=watch.look,
    )
    join_trials(app, gate=web.gate, database=database, trials=trials)

    join_work(app, gate=web.gate, database=database, runtime=runtime, region=settings.region)
    join_cases(app, gate=web.gate, database=database, runtime=runtime, region=settings.region)
    join_knowledge(app, gate=web.gate, database=database, live=runtime, clock=clock)

    async def asterisk_state() -> str:
        return "ok" if node.connected else "not connected"

    async def live_state() -> str:
        if not runtime.running:
            return "not loaded"
        return f"{runtime.kept_events} events kept aside: the database is away" if runtime.database_away else "ok"

    if has_demo:
        add_router(app, demo_shop.create_router(gate=web.gate, now=clock.now))
    checks = {**probes.database_checks(database), "asterisk": asterisk_state, "live": live_state}
    add_router(app, probes.create_router(checks, metrics, settings.metrics_token.get_secret_value()))
    add_router(app, api_document.create_router(app.openapi))
    add_router(app, pages.create_router())
    web.gate.demand(app)
    return app


async def _work(
    runtime: Runtime, node: AsteriskNode, shelf: RecordingStore, watch: ConfigurationWatch, stop: Callable[[], None]
) -> None:
    """Load the live state, then work until cancelled or replaced."""
    try:
        await _open(runtime)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(runtime.run())
            tasks.create_task(watch.run())
            tasks.create_task(_recover(shelf, runtime))
            async with node:
                await left_overs.remove(node, runtime)
    except* Fenced:
        _log.critical("replaced_by_another_controller")
        stop()
    except* Exception:  # noqa: BLE001 - the supervisor starts the process anew, and the live state is in the database
        _log.exception("application_failed")
        _end_process()


async def _open(runtime: Runtime) -> None:
    """Wait for the database as long as it takes."""
    while True:
        try:
            return await runtime.open()
        except Exception as error:  # noqa: BLE001 - whatever a driver raises
            _log.warning("database_not_reachable", error=type(error).__name__)
            await asyncio.sleep(RETRY_OPEN_SECONDS)


async def _speak(speech: SpeechCache, warm: WarmUp) -> None:
    """Beside the rest: callers are served without a voice rather than late."""
    if not await speech.start():
        _log.warning("no_speech_engine")
    await warm.run()


async def _recover(shelf: RecordingStore, runtime: Runtime) -> None:
    """Finish recordings that an earlier run, a full disk or an absent database left behind, again and again."""
    while True:
        try:
            await shelf.recover(frozenset(runtime.center.calls))
        except Exception as error:  # noqa: BLE001 - whatever disk and database raise, the next round may succeed
            _log.warning("recordings_not_recovered", error=type(error).__name__)
        await asyncio.sleep(RECOVER_EVERY_SECONDS)


async def _web_numbers(database: Database) -> Sequence[WebNumber]:
    async with database.read() as connection:
        numbers = await load_numbers(connection)
    return [
        WebNumber.model_validate(
            {"dialed_number": number.dialed_number, "name": number.name, "language": number.language}
        )
        for number in numbers
        if number.web
    ]


def _own_address(host: str) -> str:
    """Where this application reaches itself."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 -- compared, not bound


def _asterisk_address(settings: Settings, site: Site) -> AsteriskAddress:
    if settings.remote_asterisk:
        url = urlsplit(settings.ari_url)
        host, port = url.hostname or "127.0.0.1", url.port or 8088
        return AsteriskAddress(
            ari=AriAddress(
                host=host, port=port, username=settings.ari_user, password=settings.ari_password.get_secret_value()
            ),
            ami=AmiAddress(
                host=settings.ami_host,
                port=settings.ami_port,
                username=settings.ami_user,
                secret=settings.ami_password.get_secret_value(),
            ),
            sip_url=f"ws://{host}:{port}/ws",
        )
    ports, secrets = loopback_ports(site), read_or_make(site.asterisk)
    return AsteriskAddress(
        ari=AriAddress(host="127.0.0.1", port=ports.http, username=secrets.ari.name, password=secrets.ari.secret),
        ami=AmiAddress(host="127.0.0.1", port=ports.ami, username=secrets.ami.name, secret=secrets.ami.secret),
        sip_url=f"ws://127.0.0.1:{ports.http}/ws",
    )


def _end_process() -> None:
    os.kill(os.getpid(), signal.SIGTERM)
