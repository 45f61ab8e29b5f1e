"""The designers' document agrees with the steps, and its example is a flow."""

import json
import re

from ivr.flow_check import Known, check
from ivr.flow_reference import DOCUMENT, reference, renewed


def test_the_reference_of_steps_is_up_to_date() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert renewed(text) == text, "run `python -m ivr.flow_reference`"
    assert "| `collect_digits` |" in reference()


def test_the_example_has_no_fault() -> None:
    example = re.search(r"```json\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    assert example is not None
    assert check(json.loads(example[1]), Known(queues=frozenset({"sales", "support"})))[1] == ()
