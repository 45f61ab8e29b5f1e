"""Which cases an agent sees beside their own and nobody's: those of the caller on the present call."""

from datetime import UTC, datetime
from uuid import UUID

from app.accounts.user import Role, Session, User
from app.calls.events import CustomerFound, WrapUpEnded
from app.case_sight import case_sight
from customers.case_repository import CaseSight
from customers.person import Person
from customers.profile import CustomerSummary
from tests.center import ANA, BEN, Scene

WANG = CustomerSummary(id=UUID(int=9), name="王芳")
LATER = datetime(2027, 1, 1, tzinfo=UTC)


def session(user_id: UUID, role: Role = "agent") -> Session:
    user = User(id=user_id, login="x", name="X", role=role, language="")
    return Session(id="", user=user, expires_at=LATER, last_seen_at=LATER)


def sight(scene: Scene, user_id: UUID = ANA) -> tuple[UUID | None, str]:
    seen = case_sight(scene.center, session(user_id), "CN")
    assert seen is not None
    assert seen.person == Person(id=user_id, name="X")
    return seen.customer_id, seen.number


def test_an_agent_sees_the_callers_cases_from_the_first_ring_to_the_end_of_wrap_up() -> None:
    scene = Scene()
    scene.ready(ANA)
    assert sight(scene) == (None, "")
    call_id = scene.queue()
    assert sight(scene) == (None, "+8613800138000")
    scene.happen(CustomerFound(at=scene.tick(), call_id=call_id, customer=WANG))
    scene.answer()
    assert sight(scene) == (WANG.id, "+8613800138000")
    assert sight(scene, BEN) == (None, "")
    scene.hang_up(scene.call(call_id).leg_id)
    assert sight(scene) == (WANG.id, "+8613800138000")
    scene.happen(WrapUpEnded(at=scene.tick(), agent_id=ANA))
    assert sight(scene) == (None, "")


def test_who_leads_sees_every_case() -> None:
    assert case_sight(Scene().center, session(ANA, "supervisor"), "CN") is None
    assert case_sight(Scene().center, session(ANA, "admin"), "CN") is None
    assert case_sight(Scene().center, session(UUID(int=5)), "CN") == CaseSight(person=Person(id=UUID(int=5), name="X"))
