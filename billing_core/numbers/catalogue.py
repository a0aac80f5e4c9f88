"""Every number of the product in the order of the screens, by its code."""

from typing import Any

from billing_core.numbers import arrivals, billing_cycles, churn, cohorts
from billing_core.numbers.cancellations import CANCEL_REQUESTED, WITHDRAWN
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
    arrivals.ACTIVE_AT_START,
    arrivals.NEW,
    arrivals.RETURNING,
    arrivals.RECOVERED,
    arrivals.ACTIVE,
    churn.CHURNED,
    churn.CHURNED_VOLUNTARY,
    churn.CHURNED_INVOLUNTARY,
    churn.CHURNED_SYSTEM,
    churn.CHURNED_OF_START,
    PERMISSION_CHANGES,
    MRR,
    CONFIRMED_MRR,
    billing_cycles.CHARGED_CYCLES,
    billing_cycles.CHARGED_WON,
    billing_cycles.FAILED_CYCLES,
    billing_cycles.FAILED_WON,
    billing_cycles.RECOVERED_CYCLES,
    billing_cycles.RECOVERED_WON,
    billing_cycles.FIRST_CHARGES,
    billing_cycles.FIRST_CHARGES_FAILED,
)
METRICS: dict[str, Metric[Any]] = {metric.code: metric for metric in _IN_ORDER}

_RATES_IN_ORDER = (
    churn.CHURN_RATE,
    billing_cycles.FAILURE_RATE,
    billing_cycles.FAILURE_RATE_WON,
    billing_cycles.RECOVERY_RATE,
    billing_cycles.RECOVERY_RATE_WON,
    billing_cycles.FIRST_FAILURE_RATE,
)
RATES: dict[str, Rate] = {rate.code: rate for rate in _RATES_IN_ORDER}

# Numbers that come as a table or a pair, not as one value per month.
_TABLES_IN_ORDER = (
    MRR_MOVEMENT,
    cohorts.COHORT_RETAINED,
    cohorts.COHORT_PAID,
    cohorts.COHORT_MRR,
    cohorts.COHORT_NET,
    LTV_REALISED,
    LTV_ESTIMATE,
    FORECAST_WON,
    SUCCESS_RATE,
    RETRY_SUCCESS_RATE,
)
TABLES: dict[str, Definition] = {table.code: table for table in _TABLES_IN_ORDER}
