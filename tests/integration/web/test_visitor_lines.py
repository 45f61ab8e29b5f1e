"""Lines of visitors over a restart of the application."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest

from app.accounts.visitors import VisitorLines, hashed
from app.calls.phone_lines import PhoneLineUnavailable
from app.web.permissions import NotPermitted
from app.web.web_calls import LONGEST_CALL, TICKET_LIFE, WebLines
from app.web.wire import WebNumber
from database.engine import Database
from tests.fakes.clock import VirtualClock
from tests.integration.web.conftest import RecordedLines

pytestmark = pytest.mark.anyio
DESIGNER = UUID(int=7)


class Run:
    """One run of the application, on the same database and Asterisk as the others."""

    def __init__(self, database: Database, asterisk: RecordedLines, clock: VirtualClock) -> None:
        self.kept = VisitorLines(database)
        self.lines = WebLines(phone_lines=asterisk, numbers=_numbers, clock=clock, kept=self.kept)


async def test_a_page_comes_back_with_its_ticket_and_lines_without_a_page_go(database: Database) -> None:
    asterisk, clock = RecordedLines(), VirtualClock()
    before = Run(database, asterisk, clock)
    stays, goes = [await before.lines.open("4000", "192.0.2.1") for _ in range(2)]
    ticket, other = ticket_of(stays.websocket_path), ticket_of(goes.websocket_path)
    assert {line.ticket for line in await before.kept.load()} == {hashed(ticket), hashed(other)}

    after = Run(database, asterisk, clock)
    with pytest.raises(NotPermitted):
        after.lines.demand(ticket)
    await after.lines.restore()
    with after.lines.hold(ticket):
        after.lines.demand(other)
        clock.advance(TICKET_LIFE)
        await after.lines.sweep()
        assert set(asterisk.open) == {stays.username}
        with pytest.raises(NotPermitted):
            after.lines.demand(other)
    clock.advance(TICKET_LIFE)
    await after.lines.sweep()
    assert (asterisk.open, await after.kept.load()) == ({}, [])


async def test_a_line_of_somebodys_own_stays_theirs_and_no_line_gets_younger(database: Database) -> None:
    asterisk, clock = RecordedLines(), VirtualClock()
    before = Run(database, asterisk, clock)
    ticket = ticket_of((await before.lines.open_own("*1", DESIGNER)).websocket_path)
    clock.advance(LONGEST_CALL - timedelta(seconds=1))

    after = Run(database, asterisk, clock)
    await after.lines.restore()
    assert after.lines.owner_of(ticket) == DESIGNER
    with after.lines.hold(ticket) as ended:
        clock.advance(timedelta(seconds=1))
        await after.lines.sweep()
        assert ended.is_set()
    assert asterisk.open == {}


async def test_a_line_that_asterisk_does_not_give_leaves_nothing_behind(database: Database) -> None:
    class Refusing(RecordedLines):
        async def open_line(self, line: object) -> None:
            raise PhoneLineUnavailable

    run = Run(database, Refusing(), VirtualClock())
    with pytest.raises(PhoneLineUnavailable):
        await run.lines.open("4000", "192.0.2.1")
    await run.lines.sweep()
    assert await run.kept.load() == []


def ticket_of(path: str) -> str:
    return path.partition("ticket=")[2]


async def _numbers() -> Sequence[WebNumber]:
    return [WebNumber(dialed_number="4000", name="Hotline", language="en")]
