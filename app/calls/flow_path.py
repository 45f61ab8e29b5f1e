"""The way of a call through flows, for their statistics: which steps, how long, and how each was left. Pure."""

from datetime import datetime

from msgspec import structs

from app.calls.interaction import Visit
from ivr.dialog import INTO, RESUMED, StepEntered

HANDED_OVER = "handed_over"
Path = tuple[Visit, ...]


def entered(path: Path, step: StepEntered, at: datetime) -> Path:
    """The caller is at a step now; whatever was left on the way there is closed. A step that begins again is the same visit."""
    if step.came_by == RESUMED and path and path[-1].left_at is None:
        return path
    if step.came_by:
        path = _taken_up(path)
        path = tuple(
            structs.replace(visit, left_at=at, outcome=step.came_by)
            if visit.left_at is None and visit.depth >= step.depth
            else visit
            for visit in path
        )
    else:
        path = left(path, at, "lost")
    visit = Visit(
        flow_id=step.flow_id,
        revision=step.revision,
        step_id=step.step_id,
        entered_at=at,
        depth=step.depth,
        begins=step.came_by in ("", INTO),
    )
    return (*path, visit)


def left(path: Path, at: datetime, outcome: str) -> Path:
    """The caller is in no flow any more."""
    if not path or all(visit.left_at is not None for visit in path):
        return path
    return tuple(
        structs.replace(visit, left_at=max(at, visit.entered_at), outcome=outcome) if visit.left_at is None else visit
        for visit in path
    )


def _taken_up(path: Path) -> Path:
    """A hand-over has failed and the walk goes on: the step, and the sub-flows around it, are not left yet."""
    if not path or path[-1].outcome != HANDED_OVER:
        return path
    left_at = path[-1].left_at
    return tuple(
        structs.replace(visit, left_at=None, outcome="")
        if visit.outcome == HANDED_OVER and visit.left_at == left_at
        else visit
        for visit in path
    )
