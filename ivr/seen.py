"""What expressions and gaps of a flow see: the caller, the customer, the time, the queues and the flow's variables."""

from collections.abc import Iterator, Mapping
from zoneinfo import ZoneInfo

from ivr.dialog import Facts, Session
from ivr.value import Value

_NAMES = ("caller", "customer", "dialed_number", "language", "queues", "time")
_UNKNOWN: Mapping[str, Value] = {"known": False, "name": "", "tier": "", "company": "", "note": "", "number": ""}


class Seen(Mapping[str, object]):
    """Computed as it is asked for. Secrets are there only where `with_secrets` says so; `extra` comes first."""

    def __init__(
        self,
        facts: Facts,
        session: Session,
        zone: str,
        *,
        with_secrets: bool = False,
        extra: Mapping[str, Value] | None = None,
    ) -> None:
        self._facts = facts
        self._session = session
        self._zone = zone
        self._secrets = session.secrets if with_secrets else {}
        self._extra = extra or {}

    def __getitem__(self, name: str) -> object:
        facts = self._facts
        for named in (self._extra, self._secrets):
            if name in named:
                return named[name]
        match name:
            case "caller":
                return {"number": facts.caller_number, "name": facts.caller_name}
            case "customer":
                return _UNKNOWN if facts.customer is None else {**_UNKNOWN, **facts.customer, "known": True}
            case "dialed_number":
                return facts.dialed_number
            case "language":
                return self._session.language
            case "queues":
                return {queue_id: dict(facts.queue_state(queue_id)) for queue_id in facts.queue_ids}
            case "time":
                return self._time()
            case _:
                return self._session.variables[name]

    def __iter__(self) -> Iterator[str]:
        return iter({*_NAMES, *self._session.variables, *self._secrets, *self._extra})

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _time(self) -> Mapping[str, Value]:
        local = self._facts.at.astimezone(ZoneInfo(self._zone))
        return {
            "date": local.date().isoformat(),
            "clock": local.strftime("%H:%M"),
            "hour": local.hour,
            "minute": local.minute,
            "day": local.day,
            "month": local.month,
            "weekday": local.isoweekday(),
        }
