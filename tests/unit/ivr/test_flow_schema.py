"""The schema tells an editor all that it needs to draw a step: its outcomes, and what its values stand for."""

from typing import Any, cast, get_args

import pytest

from deploy.flow_schema import DOCUMENT, schema_document
from ivr.flow import Flow
from ivr.flow_parts import StepPart
from ivr.flow_steps import AnyStep

STEPS: tuple[type[StepPart], ...] = get_args(AnyStep)
DEFINITIONS = cast("dict[str, Any]", Flow.model_json_schema()["$defs"])


@pytest.mark.parametrize("kind", STEPS, ids=lambda kind: kind.__name__)
def test_every_step_tells_its_outcomes(kind: type[StepPart]) -> None:
    schema = DEFINITIONS[kind.__name__]
    assert schema["x-outcomes"] == list(kind.fixed)
    assert schema["x-outcomes-optional"] == list(kind.optional)
    assert set(kind.fixed).isdisjoint(kind.optional)
    overrides = "outcomes" in vars(kind)
    assert bool(schema["x-outcomes-of"]) == overrides, "outcomes of the parameters are named"
    if overrides:
        parameters = DEFINITIONS[schema["properties"]["parameters"]["$ref"].rpartition("/")[2]]
        assert schema["x-outcomes-of"] in parameters["properties"]


def test_values_tell_what_they_stand_for() -> None:
    queue = DEFINITIONS["QueueParameters"]["properties"]
    assert queue["queue"]["x-kind"] == "queue"
    assert queue["agent"]["anyOf"][0]["x-kind"] == "agent"
    assert DEFINITIONS["Skill"]["properties"]["skill"]["x-kind"] == "skill"
    assert DEFINITIONS["HoursParameters"]["properties"]["calendar"]["x-kind"] == "calendar"
    assert DEFINITIONS["SubFlowParameters"]["properties"]["flow"]["x-kind"] == "flow"
    assert DEFINITIONS["PlayParameters"]["properties"]["prompts"]["x-kind"] == "prompts"
    assert DEFINITIONS["Case"]["properties"]["when"]["x-kind"] == "expression"


def test_the_documented_schema_is_fresh() -> None:
    assert DOCUMENT.read_text() == schema_document(), "run `python -m deploy.flow_schema`"
