"""When two flows are the same, whoever built them: what callers walk through, not what the steps are called."""

from collections.abc import Mapping

from ivr.flow import Flow


def as_walked(document: Mapping[str, object]) -> object:
    """A flow but for its name, its zone, and the ids and places of its steps: they count in the order of the walk."""
    flow = Flow.model_validate(document)
    steps = {step.id: step for step in flow.steps}
    order = [flow.start]
    for step_id in order:
        for _, target in sorted(steps[step_id].next.items()):
            if target not in order:
                order.append(target)
    places = {step_id: place for place, step_id in enumerate(order)}
    assert set(places) == set(steps), "every step is reached"
    walked = [
        (step.type, step.label, step.parameters, {exit_: places[target] for exit_, target in step.next.items()})
        for step in sorted(flow.steps, key=lambda one: places[one.id])
    ]
    return walked, flow.languages, flow.variables, flow.person and places[flow.person], flow.limits
