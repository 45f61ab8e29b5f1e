"""What the running system counts, for Prometheus. One registry per application, so that two can live in one process."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_FAST = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)


class Metrics:
    """The counters of one site."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.events = Counter("ringdesk_events_total", "Events decided upon", ["type"], registry=self.registry)
        self.refused = Counter(
            "ringdesk_commands_refused_total", "Commands that were not possible", ["code"], registry=self.registry
        )
        self.step_failures = Counter(
            "ringdesk_step_failures_total",
            "Events that could not be decided upon (a bug)",
            ["type"],
            registry=self.registry,
        )
        self.batch_size = Histogram(
            "ringdesk_batch_events",
            "Events per transaction",
            buckets=(1, 2, 5, 10, 20, 50, 100, 256),
            registry=self.registry,
        )
        self.commit_seconds = Histogram(
            "ringdesk_commit_seconds", "Time to make a batch durable", buckets=_FAST, registry=self.registry
        )
        self.commit_failures = Counter(
            "ringdesk_commit_failures_total", "Transactions that failed and are tried again", registry=self.registry
        )
        self.uncommitted = Gauge(
            "ringdesk_uncommitted_events", "Events kept aside because the database is away", registry=self.registry
        )
        self.inbox = Gauge("ringdesk_inbox_events", "Events that wait to be decided upon", registry=self.registry)
        self.actions = Counter("ringdesk_actions_total", "Actions performed", ["type"], registry=self.registry)
        self.action_failures = Counter(
            "ringdesk_action_failures_total", "Actions that could not be performed", ["type"], registry=self.registry
        )
        self.live_calls = Gauge("ringdesk_live_calls", "Calls in the house", registry=self.registry)
        self.live_agents = Gauge("ringdesk_live_agents", "Agents known to the live state", registry=self.registry)
        self.free_bytes = Gauge(
            "ringdesk_data_free_bytes", "Room on the disk that holds recordings and prompts", registry=self.registry
        )

    def text(self) -> bytes:
        """Everything in Prometheus's text form."""
        return generate_latest(self.registry)
