"""Every number of the product in the order of the screens, by its code."""

from __future__ import annotations

from typing import Any

from billing_core.analytics.arrivals import ACTIVE, NEW, RECOVERED, RETURNING
from billing_core.analytics.cancellations import CANCEL_REQUESTED, WITHDRAWN
from billing_core.analytics.churn import (
    CHURNED,
    CHURNED_INVOLUNTARY,
    CHURNED_SYSTEM,
    CHURNED_VOLUNTARY,
)
from billing_core.analytics.metric import Metric
from billing_core.analytics.mrr import CONFIRMED_MRR, MRR
from billing_core.analytics.paid_members import PAID_MEMBERS, PAID_MEMBERS_NET
from billing_core.analytics.permission_approvals import PERMISSION_CHANGES
from billing_core.analytics.revenue import NET_REVENUE, PAID_AMOUNT, REFUNDED_AMOUNT

_IN_ORDER: tuple[Metric[Any], ...] = (
    PAID_MEMBERS,
    PAID_MEMBERS_NET,
    PAID_AMOUNT,
    REFUNDED_AMOUNT,
    NET_REVENUE,
    CANCEL_REQUESTED,
    WITHDRAWN,
    ACTIVE,
    NEW,
    RETURNING,
    RECOVERED,
    CHURNED,
    CHURNED_VOLUNTARY,
    CHURNED_INVOLUNTARY,
    CHURNED_SYSTEM,
    PERMISSION_CHANGES,
    MRR,
    CONFIRMED_MRR,
)
METRICS: dict[str, Metric[Any]] = {metric.code: metric for metric in _IN_ORDER}
