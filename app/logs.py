"""Structured logs: events by name, ids as fields, never a number, a digit or a name of a person."""

import logging
import sys
import traceback
from collections.abc import MutableMapping, Sequence
from typing import Any, TextIO, cast

import structlog
from structlog.typing import ExcInfo, Processor

PERSONAL = frozenset(
    {
        "caller_number",
        "caller_name",
        "dialed_number",
        "digit",
        "digits",
        "name",
        "notes",
        "note",
        "number",
        "password",
        "secret",
        "token",
        "login",
    }
)


def configure_logs(level: str, *, as_json: bool) -> None:
    """Send everything, the libraries' records too, to standard error in one form."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_personal_data,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    last: list[Processor] = (
        [structlog.processors.ExceptionRenderer(_told), structlog.processors.JSONRenderer()]
        if as_json
        else [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=_show)]
    )
    output = logging.StreamHandler(sys.stderr)
    output.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [output]
    root.setLevel(level.upper())
    # one line per request would carry addresses and query texts
    logging.getLogger("uvicorn.access").disabled = True
    # uvicorn tells the addresses of refused websockets
    for noisy in ("uvicorn.error", "websockets", "alembic", "sqlalchemy.engine"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def where_it_failed(error: BaseException) -> str:
    """What kind of error, and the lines that led there. Its message may hold a caller's number or words, and is left out."""
    parts: list[str] = []
    seen: set[int] = set()
    following: BaseException | None = error
    while following is not None and id(following) not in seen:
        seen.add(id(following))
        kind: type[BaseException] = following.__class__
        parts.append("".join((*traceback.format_tb(following.__traceback__), f"{kind.__module__}.{kind.__qualname__}")))
        parts.extend(where_it_failed(each) for each in _members(following))
        following = following.__cause__ or (None if following.__suppress_context__ else following.__context__)
    return "\n\nbecause of\n\n".join(parts)


def _members(error: BaseException) -> Sequence[BaseException]:
    """The failures that a group holds (PEP 654)."""
    if not isinstance(error, BaseExceptionGroup):
        return ()
    return cast("BaseExceptionGroup[BaseException]", error).exceptions


def _told(exc_info: ExcInfo) -> str:
    return where_it_failed(exc_info[1])


def _show(output: TextIO, exc_info: ExcInfo) -> None:
    output.write("\n" + _told(exc_info))


# structlog declares its event dictionary with Any
def without_personal_data(logger: Any, method: str, fields: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Blank the fields that would name a person or a number."""
    del logger, method
    for field in PERSONAL & fields.keys():
        fields[field] = "[personal]"
    return fields
