"""The built console: its files, and the one page for every address that the console itself understands."""

from pathlib import Path, PurePosixPath

from fastapi import APIRouter
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, Response

CONSOLE = Path(__file__).parent.parent / "console/dist"
NOT_PAGES = ("api/", "sip", "healthz", "readyz", "metrics")
LONGEST_PATH = 255
FOR_EVER = "public, max-age=31536000, immutable"
"""Built files carry a hash of their content in their names."""

_NOT_BUILT = "<!doctype html><title>Ringdesk</title><p>The console is not built: run <code>make console</code>."


def create_router(folder: Path = CONSOLE) -> APIRouter:
    """Goes last: it answers every path that nobody else has."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/{path:path}", methods=["GET", "HEAD"])
    def console(path: str) -> Response:
        """A built file, or the page."""
        if path.startswith(NOT_PAGES):
            return JSONResponse({"code": "not_found", "message": "There is nothing here.", "fields": {}}, 404)
        file = _built_file(folder, path)
        if file is not None:
            return FileResponse(file, headers={"cache-control": FOR_EVER if path.startswith("assets/") else "no-cache"})
        if PurePosixPath(path).suffix:
            return Response("There is nothing here.\n", 404, media_type="text/plain")
        page = folder / "index.html"
        if not page.is_file():
            return HTMLResponse(_NOT_BUILT, 503)
        return FileResponse(page, headers={"cache-control": "no-cache"})

    return router


def _built_file(folder: Path, path: str) -> Path | None:
    """The file of this name, never one outside the folder."""
    if not path or "\x00" in path or len(path) > LONGEST_PATH:
        return None
    root = folder.resolve()
    file = (root / path).resolve()
    return file if file.is_relative_to(root) and file.is_file() else None
