"""Every module that Asterisk loads has its reason, and every reason is true of our files."""

from pathlib import Path

import pytest

from app.asterisk import config
from app.asterisk.modules import (
    REQUIRED,
    WELCOME,
    Action,
    Application,
    Function,
    Needed,
    Reason,
    Resource,
    Unnamed,
    Written,
)

OURS = Path(config.__file__).parent
DIALPLAN = (OURS / "templates/extensions.conf.j2").read_text()
REQUESTS = "".join((OURS / name).read_text() for name in ("ari_requests.py", "perform.py"))
EVERY = {**REQUIRED, **WELCOME}


@pytest.mark.parametrize(("module", "reason"), EVERY.items(), ids=EVERY)
def test_every_module_is_used_as_its_reason_says(module: str, reason: Reason) -> None:
    match reason:
        case Application(name):
            assert f"{name}(" in DIALPLAN
        case Function(name):
            assert f"{name}(" in DIALPLAN or f'"{name}(' in REQUESTS
        case Resource(name):
            assert f'path=("{name}"' in REQUESTS
        case Action(name):
            assert f'action(\n            "{name}"' in REQUESTS
        case Written(file, words):
            assert words in (OURS / file).read_text()
        case Needed(by):
            assert by in EVERY
            assert by != module
        case Unnamed(why):
            assert why
