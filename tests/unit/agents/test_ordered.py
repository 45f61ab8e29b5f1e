"""The persistent sorted set against a plain sorted list."""

from hypothesis import given
from hypothesis import strategies as st

from agents.ordered import Ordered

OPERATIONS = st.lists(st.tuples(st.booleans(), st.integers(0, 400)), max_size=600)


@given(OPERATIONS)
def test_it_behaves_like_a_sorted_list_of_a_set(operations: list[tuple[bool, int]]) -> None:
    ordered: Ordered[tuple[int]] = Ordered()
    model: set[tuple[int]] = set()
    for adding, number in operations:
        before, expected_before = ordered, sorted(model)
        ordered = ordered.add((number,)) if adding else ordered.remove((number,))
        model = model | {(number,)} if adding else model - {(number,)}
        assert list(before) == expected_before, "the older set is untouched"
    assert list(ordered) == sorted(model)
    assert len(ordered) == len(model)
    assert ordered.first() == (min(model) if model else None)
    for place, item in enumerate(sorted(model)):
        assert ordered.position(item) == place
    assert ordered.position((1000,)) is None


def test_it_stays_sorted_far_beyond_one_chunk() -> None:
    ordered: Ordered[tuple[int]] = Ordered()
    for number in range(5000):
        ordered = ordered.add((number * 7919 % 5000,))
    assert list(ordered) == [(number,) for number in range(5000)]
    assert max(len(chunk) for chunk in ordered.chunks) <= 128
