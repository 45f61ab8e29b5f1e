"""The reference of steps in `docs/flows.md`, made from the step classes: `python -m ivr.flow_reference`."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from ivr.flow_parts import StepPart
from ivr.flow_prompts import DocumentPart
from ivr.flow_questions import Ask
from ivr.flow_steps import AnyStep

BEGIN, END = "<!-- steps: generated -->\n", "<!-- end of steps -->\n"
DOCUMENT = Path(__file__).resolve().parents[1] / "docs/flows.md"
_DYNAMIC = {"menu": "each of `choices`", "branch": "each case", "sub_flow": "each of `outcomes`"}


def reference() -> str:
    """A table of every step with its parameters and its exits."""
    rows = [_row(kind) for kind in get_args(AnyStep)]
    return "\n".join(("| step | what it does | parameters | exits |", "|---|---|---|---|", *rows, ""))


def renewed(document: str) -> str:
    """The document with its table made anew."""
    before, _, rest = document.partition(BEGIN)
    return before + BEGIN + "\n" + reference() + "\n" + END + rest.partition(END)[2]


def _row(kind: type[StepPart]) -> str:
    name = str(get_args(kind.model_fields["type"].annotation)[0])
    fixed = [f"`{outcome}`" for outcome in kind.fixed] + [f"(`{outcome}`)" for outcome in kind.optional]
    exits = ", ".join(([_DYNAMIC[name]] if name in _DYNAMIC else []) + fixed) or "none"
    return f"| `{name}` | {_sentence(kind)} | {', '.join(_parameters(kind)) or 'none'} | {exits} |"


def _parameters(kind: type[StepPart]) -> Iterator[str]:
    parameters = kind.model_fields["parameters"].annotation
    assert isinstance(parameters, type)
    assert issubclass(parameters, DocumentPart)
    if issubclass(parameters, Ask):
        yield "those of a question"
    asked = Ask.model_fields.keys() if issubclass(parameters, Ask) else ()
    for name, field in parameters.model_fields.items():
        if name not in asked:
            yield f"**`{name}`**" if field.is_required() else f"`{name}`"


def _sentence(kind: type[StepPart]) -> str:
    return re.sub(r"\s+", " ", (kind.__doc__ or "").strip()).replace("|", "\\|")


if __name__ == "__main__":
    DOCUMENT.write_text(renewed(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(f"{DOCUMENT} is up to date\n")
