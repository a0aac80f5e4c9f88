"""Numbers for Prometheus: what waits is read from the book whenever somebody asks."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Annotated, Literal, get_args

from fastapi import Depends, Request
from prometheus_client import CollectorRegistry, Counter, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billing_core.database import StorageUnavailable
from billing_core.desk.loops import loops_now
from billing_core.desk.waiting import waiting
from billing_core.models import InboxEvent, InboxState, Job
from billing_core.system import System

WebhookResult = Literal["stored", "refused", "not_stored"]


class Metrics:
    """The Prometheus registry of one application; nothing is shared with others in this process."""

    def __init__(self, system: System) -> None:
        self._registry = CollectorRegistry()
        self._webhooks = Counter(
            "billing_webhooks_received",
            "Webhooks that came to this process, by what became of them",
            ["result"],
            registry=self._registry,
        )
        for result in get_args(WebhookResult):
            self._webhooks.labels(result=result)  # a series that starts at 0 shows its first step
        self._registry.register(_Book(system))

    def count_webhook(self, result: WebhookResult) -> None:
        self._webhooks.labels(result=result).inc()

    def text(self) -> bytes:
        """The metrics in Prometheus' own format."""
        return generate_latest(self._registry)


async def the_metrics(request: Request) -> Metrics:
    metrics: Metrics = request.app.state.metrics
    return metrics


TheMetrics = Annotated[Metrics, Depends(the_metrics)]


class _Book(Collector):
    def __init__(self, system: System) -> None:
        self._system = system

    def describe(self) -> Iterable[Metric]:
        return []  # otherwise registering would already read the book

    def collect(self) -> Iterator[Metric]:
        try:
            with self._system.database.reading() as session:
                gauges = self._gauges(session)
                turned = self._since_turned(session)
        except StorageUnavailable:
            yield GaugeMetricFamily("billing_book_up", "1 when the book can be read", 0)
            return
        yield GaugeMetricFamily("billing_book_up", "1 when the book can be read", 1)
        for name, (meaning, value) in gauges.items():
            if value is not None:
                yield GaugeMetricFamily(f"billing_{name}", meaning, value)
        yield turned

    def _since_turned(self, session: Session) -> GaugeMetricFamily:
        now = self._system.wall_clock.now()
        meaning = "Since a loop in the background last turned"
        ages = GaugeMetricFamily("billing_loop_age_seconds", meaning, labels=["loop"])
        for each in loops_now(session, now):
            if each.turned_at is not None:
                ages.add_metric([each.loop], (now - each.turned_at).total_seconds())
        return ages

    def _gauges(self, session: Session) -> dict[str, tuple[str, float | None]]:
        """Name → meaning and value; None for an age of what has never happened."""
        now = self._system.clock.now()
        counts = waiting(session)
        unread = select(func.count(InboxEvent.id)).where(InboxEvent.state == InboxState.NEW)
        due = Job.run_at <= now
        jobs, oldest = session.execute(
            select(func.count(Job.id), func.min(Job.run_at)).where(due)
        ).one()

        def age(since: datetime | None) -> float | None:
            return (now - since).total_seconds() if since else None

        return {
            "inbox_waiting": ("Webhooks stored and not settled yet", session.scalar(unread)),
            "inbox_failed": ("Webhooks given up; a person may replay them", counts.events_failed),
            "outbox_waiting": (
                "Notices the company's app has not acknowledged",
                counts.undelivered,
            ),
            "jobs_due": ("Jobs whose time has come", jobs),
            "jobs_oldest_due_seconds": ("How long the oldest due job waits", age(oldest)),
            "findings_open": ("Findings a person has to look at", counts.findings),
            "downgrades_due": ("Permission changes waiting for an approver", counts.due),
            "last_sweep_age_seconds": ("Since a sweep was finished", age(counts.last_sweep_at)),
            "last_webhook_age_seconds": ("Since a webhook was stored", age(counts.last_webhook_at)),
        }
