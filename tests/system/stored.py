"""What a site has kept: live calls for recovery, finished interactions as the supervisor sees them."""

import contextlib
from typing import Any, Literal

import httpx
import msgspec

from reporting.wire import InteractionDetail, InteractionPage, InteractionRow
from tests.system.running_site import RunningSite
from tests.waiting import until


def live_calls(site: RunningSite) -> str:
    """The live state of all calls as it is kept for recovery, with the names of their phases."""
    return str(site.rows("SELECT state FROM live_calls"))


def live_states(site: RunningSite, table: Literal["live_calls", "live_agents"] = "live_calls") -> list[dict[str, Any]]:
    """The live state of each call, or agent, as it is kept for recovery."""
    states = (state for (state,) in site.rows(f"SELECT state FROM {table}"))  # noqa: S608 -- one of two
    return [msgspec.json.decode(state) if isinstance(state, str) else msgspec.convert(state, dict) for state in states]


def details_of(http: httpx.Client, caller: str, count: int) -> list[InteractionDetail]:
    """All contacts of a caller, oldest first, as soon as there are so many and their recordings are stored."""

    def detailed() -> list[InteractionDetail] | None:
        answer = http.get("/api/v1/interactions", params={"caller": caller}).raise_for_status()
        rows = InteractionPage.model_validate_json(answer.content).rows
        found = [
            InteractionDetail.model_validate_json(http.get(f"/api/v1/interactions/{row.id}").raise_for_status().content)
            for row in rows
        ]
        stored = not any(recording.status == "pending" for detail in found for recording in detail.recordings)
        return found[::-1] if len(found) >= count and stored else None

    found = until(detailed, f"{count} contacts are written and their recordings are stored")
    assert len(found) == count
    return found


def interactions_of(site: RunningSite, caller: str) -> list[InteractionRow]:
    """A caller's interactions in the list, as soon as there is one."""
    with site.client("sam") as http:

        def listed() -> list[InteractionRow]:
            answer = http.get("/api/v1/interactions", params={"caller": caller}).raise_for_status()
            return InteractionPage.model_validate_json(answer.content).rows

        return until(listed, "the interaction is written")


def interaction_of(site: RunningSite, caller: str) -> InteractionDetail:
    """The one interaction of a caller, its recordings stored."""
    (row,) = interactions_of(site, caller)
    with site.client("sam") as http:

        def detailed() -> InteractionDetail | None:
            answer = http.get(f"/api/v1/interactions/{row.id}").raise_for_status()
            detail = InteractionDetail.model_validate_json(answer.content)
            return None if any(recording.status == "pending" for recording in detail.recordings) else detail

        return until(detailed, "its recordings are stored")


def expect_in_no_file(site: RunningSite, secret: str) -> None:
    """Nothing that the site has written holds this, but what lists the demo's own."""
    looked = 0
    for file in site.folder.rglob("*"):
        with contextlib.suppress(FileNotFoundError):  # some last for a moment only
            if file.is_file() and "demo" not in file.name:
                looked += 1
                assert secret.encode() not in file.read_bytes(), file
    assert looked > 0


def expect_states_without_gaps(site: RunningSite) -> None:
    """Each agent's stored spells begin where the one before ended."""
    ends: dict[object, object] = {}
    rows = site.rows("SELECT agent_id, started_at, ended_at FROM agent_spells ORDER BY agent_id, started_at")
    assert rows
    for agent_id, started_at, ended_at in rows:
        assert ends.get(agent_id, started_at) == started_at
        ends[agent_id] = ended_at
