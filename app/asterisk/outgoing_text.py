"""Text on its way to Asterisk: what may never reach it."""

import re

_FORBIDDEN = re.compile(r"[\r\n\0\ud800-\udfff]")
_VARIABLE_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FILE_NAME = re.compile(r"(?!.*\.\.)[\w ./@+=~-]+")


class UnsafeText(ValueError):
    """A value that could end a header, start a second action or cut a string short; the text itself is not repeated."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} may not be sent to Asterisk")


def safe_text(value: str, what: str) -> str:
    """Return the value as it is; raise UnsafeText on CR, LF, NUL or what UTF-8 cannot carry."""
    if _FORBIDDEN.search(value):
        raise UnsafeText(what)
    return value


def safe_variable_name(name: str) -> str:
    """Only plain names: `NAME(argument)` would call a dialplan function, and some of those run programs."""
    if not _VARIABLE_NAME.fullmatch(name):
        raise UnsafeText("variable name")
    return name


def safe_file_name(name: str) -> str:
    """Only plain paths: a comma or parenthesis would become another argument of MixMonitor (a command)."""
    if not _FILE_NAME.fullmatch(name):
        raise UnsafeText("file name")
    return name
