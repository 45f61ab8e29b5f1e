"""Where a flow can lead: exits that lead nowhere, steps that nobody reaches, circles without a caller's word."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from ivr.fault import Fault


class Node(Struct, frozen=True, kw_only=True):
    """A step as far as the graph knows it. `outcomes` is None when the step itself is not understood; `optional` need no exit."""

    id: str
    next: Mapping[str, str]
    outcomes: tuple[str, ...] | None
    optional: tuple[str, ...] = ()
    asks: bool = False


def graph_faults(nodes: Sequence[Node], start: str, person: str | None) -> Iterator[Fault]:
    """Every fault of the graph."""
    known = {node.id: node for node in nodes}
    yield from _repeated(node.id for node in nodes)
    if start not in known:
        yield Fault(
            where="start", code="no_start", message=f"the start step '{start}' does not exist: name one of the steps"
        )
    if person is not None and person not in known:
        yield Fault(
            where="person",
            code="dangling_exit",
            message=f"the person step '{person}' does not exist: name one of the steps or none",
        )
    for node in known.values():
        yield from _exit_faults(node, known)
    if start in known:
        reached = _reachable(known, [start, *([person] if person else [])])
        for node_id in known:
            if node_id not in reached:
                yield Fault(
                    step_id=node_id,
                    code="unreachable",
                    message=f"step '{node_id}' cannot be reached: link it or delete it",
                )
    for node_id in _circling(known):
        yield Fault(
            step_id=node_id,
            code="endless",
            message=f"step '{node_id}' goes in a loop without asking the caller: lead it to a menu, a queue or an end",
        )


def _repeated(ids: Iterable[str]) -> Iterator[Fault]:
    seen = set[str]()
    for node_id in ids:
        if node_id in seen:
            yield Fault(
                step_id=node_id, code="repeated_id", message=f"there are two steps '{node_id}': give one another id"
            )
        seen.add(node_id)


def _exit_faults(node: Node, known: Mapping[str, Node]) -> Iterator[Fault]:
    for outcome, target in node.next.items():
        if target not in known:
            yield Fault(
                step_id=node.id,
                where=outcome,
                code="dangling_exit",
                message=f"exit '{outcome}' of step '{node.id}' leads to '{target}', which does not exist: "
                "add it or choose another step",
            )
    if node.outcomes is None:
        return
    for outcome in node.outcomes:
        if outcome not in node.next:
            yield Fault(
                step_id=node.id,
                where=outcome,
                code="open_exit",
                message=f"exit '{outcome}' of step '{node.id}' leads nowhere: connect it to a step",
            )
    for outcome in node.next:
        if outcome not in node.outcomes and outcome not in node.optional:
            yield Fault(
                step_id=node.id,
                where=outcome,
                code="unknown_exit",
                message=f"step '{node.id}' has no exit '{outcome}': remove the connection",
            )


def _reachable(known: Mapping[str, Node], ahead: list[str]) -> set[str]:
    reached = set[str]()
    while ahead:
        node_id = ahead.pop()
        if node_id in known and node_id not in reached:
            reached.add(node_id)
            ahead.extend(known[node_id].next.values())
    return reached


def _circling(known: Mapping[str, Node]) -> list[str]:
    """Steps that lie on a circle of steps which ask nothing: what is left when ends are taken away, from both sides."""
    left = {node_id for node_id, node in known.items() if not node.asks}
    while True:
        targets = {target for node_id in left for target in known[node_id].next.values()}
        kept = {
            node_id
            for node_id in left
            if node_id in targets and any(target in left for target in known[node_id].next.values())
        }
        if kept == left:
            break
        left = kept
    return [node_id for node_id in known if node_id in left and node_id in _after(known, left, node_id)]


def _after(known: Mapping[str, Node], among: set[str], start: str) -> set[str]:
    reached = set[str]()
    ahead = [target for target in known[start].next.values() if target in among]
    while ahead:
        node_id = ahead.pop()
        if node_id not in reached:
            reached.add(node_id)
            ahead.extend(target for target in known[node_id].next.values() if target in among)
    return reached
