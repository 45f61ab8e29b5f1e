"""What is wrong with a flow, where, and how to mend it."""

from msgspec import Struct


class Fault(Struct, frozen=True, kw_only=True):
    """`step_id` is empty for the flow as a whole; `where` names the field or the outcome."""

    step_id: str = ""
    where: str = ""
    code: str
    message: str
