"""Every number of the product in the order of the screens, by its code."""

from __future__ import annotations

from typing import Any

from billing_core.numbers.arrivals import (
    ACTIVE,
    ACTIVE_AT_START,
    NEW,
    RECOVERED,
    RETURNING,
)
from billing_core.numbers.billing_cycles import (
    CHARGED_CYCLES,
    CHARGED_WON,
    FAILED_CYCLES,
    FAILED_WON,
    FAILURE_RATE,
    FAILURE_RATE_WON,
    FIRST_CHARGES,
    FIRST_CHARGES_FAILED,
    FIRST_FAILURE_RATE,
    RECOVERED_CYCLES,
    RECOVERED_WON,
    RECOVERY_RATE,
    RECOVERY_RATE_WON,
)
from billing_core.numbers.cancellations import CANCEL_REQUESTED, WITHDRAWN
from billing_core.numbers.churn import (
    CHURN_RATE,
    CHURNED,
    CHURNED_INVOLUNTARY,
    CHURNED_OF_START,
    CHURNED_SYSTEM,
    CHURNED_VOLUNTARY,
)
from billing_core.numbers.cohorts import (
    COHORT_MRR,
    COHORT_NET,
    COHORT_PAID,
    COHORT_RETAINED,
)
from billing_core.numbers.forecast import FORECAST_WON, RETRY_SUCCESS_RATE, SUCCESS_RATE
from billing_core.numbers.ltv import LTV_ESTIMATE, LTV_REALISED
from billing_core.numbers.metric import Definition, Metric, Rate
from billing_core.numbers.mrr import CONFIRMED_MRR, MRR
from billing_core.numbers.mrr_waterfall import MRR_MOVEMENT
from billing_core.numbers.paid_members import PAID_MEMBERS, PAID_MEMBERS_NET
from billing_core.numbers.permission_approvals import PERMISSION_CHANGES
from billing_core.numbers.revenue import NET_REVENUE, PAID_AMOUNT, REFUNDED_AMOUNT

_IN_ORDER: tuple[Metric[Any], ...] = (
    PAID_MEMBERS,
    PAID_MEMBERS_NET,
    PAID_AMOUNT,
    REFUNDED_AMOUNT,
    NET_REVENUE,
    CANCEL_REQUESTED,
    WITHDRAWN,
    ACTIVE_AT_START,
    NEW,
    RETURNING,
    RECOVERED,
    ACTIVE,
    CHURNED,
    CHURNED_VOLUNTARY,
    CHURNED_INVOLUNTARY,
    CHURNED_SYSTEM,
    CHURNED_OF_START,
    PERMISSION_CHANGES,
    MRR,
    CONFIRMED_MRR,
    CHARGED_CYCLES,
    CHARGED_WON,
    FAILED_CYCLES,
    FAILED_WON,
    RECOVERED_CYCLES,
    RECOVERED_WON,
    FIRST_CHARGES,
    FIRST_CHARGES_FAILED,
)
METRICS: dict[str, Metric[Any]] = {metric.code: metric for metric in _IN_ORDER}

_RATES_IN_ORDER = (
    CHURN_RATE,
    FAILURE_RATE,
    FAILURE_RATE_WON,
    RECOVERY_RATE,
    RECOVERY_RATE_WON,
    FIRST_FAILURE_RATE,
)
RATES: dict[str, Rate] = {rate.code: rate for rate in _RATES_IN_ORDER}

# Numbers that come as a table or a pair, not as one value per month.
_TABLES_IN_ORDER = (
    MRR_MOVEMENT,
    COHORT_RETAINED,
    COHORT_PAID,
    COHORT_MRR,
    COHORT_NET,
    LTV_REALISED,
    LTV_ESTIMATE,
    FORECAST_WON,
    SUCCESS_RATE,
    RETRY_SUCCESS_RATE,
)
TABLES: dict[str, Definition] = {table.code: table for table in _TABLES_IN_ORDER}
