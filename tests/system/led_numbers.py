"""Numbers that lead to other flows than the demo's."""

from tests.system.running_site import RunningSite
from tests.waiting import until


def lead_number(site: RunningSite, number: str, flow_id: str) -> None:
    """Let a number lead to a flow, and wait until live calls know it."""
    before = configurations(site)
    with site.client("admin") as browser:
        path = f"/api/v1/admin/numbers/{number}"
        was = browser.get(path).raise_for_status().json()
        changed = {**was["value"], "flow_id": flow_id}
        browser.put(path, json=changed, headers={"If-Match": was["version"]}).raise_for_status()
    until(lambda: configurations(site) > before, "live calls know the flow")


def configurations(site: RunningSite) -> int:
    [(count,)] = site.rows("SELECT count(*) FROM journal WHERE type = 'ConfigurationChanged'")
    assert isinstance(count, int)
    return count
