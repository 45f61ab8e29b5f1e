"""A CRM on a loopback port of its own: it keeps which pages it was asked for and what the desk told them."""

import json
import threading
from collections.abc import Generator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import cast
from urllib.parse import parse_qs, urlsplit

_PAGE = b"""<!doctype html><meta charset="utf-8"><title>CRM</title><h1>CRM</h1><p id="told"></p><script>
addEventListener("message", ({ data, origin }) => {
  told.textContent = JSON.stringify(data);
  fetch("/told", { method: "POST", body: JSON.stringify({ origin, data }) });
});
parent.postMessage({ type: "ringdesk.ready" }, "*");
</script>"""


class CrmPage:
    """What it was asked and told so far."""

    def __init__(self, port: int) -> None:
        self.template = f"http://127.0.0.1:{port}/pop?number={{number}}&agent={{agent}}"
        self.asked: list[dict[str, list[str]]] = []
        self.told: list[dict[str, object]] = []
        self.origins: set[str] = set()

    def was_told(self, phase: str, number: str) -> bool:
        """Whether a message said this of the call in hand."""
        return any((one["phase"], one["number"]) == (phase, number) for one in self.told)


@contextmanager
def crm_page() -> Generator[CrmPage]:
    """Serve it as long as the block runs."""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            url = urlsplit(self.path)
            if url.path == "/pop":
                page.asked.append(parse_qs(url.query))
            self._answer(_PAGE)

        def do_POST(self) -> None:
            said = cast("dict[str, object]", json.loads(self.rfile.read(int(self.headers["content-length"]))))
            page.origins.add(str(said["origin"]))
            page.told.append(cast("dict[str, object]", said["data"]))
            self._answer(b"")

        def _answer(self, body: bytes) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing is written down elsewhere."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    page = CrmPage(server.server_port)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    try:
        yield page
    finally:
        server.shutdown()
        serving.join()
        server.server_close()
