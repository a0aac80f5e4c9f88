-- Two years of a company in one go: who joins, pays, is refused, asks and leaves.
-- Everybody joins on one of the first 28 days of a month, so that SQLite's own months agree
-- with the anchor rule. Instants are UTC; the charge hour is ten in the morning in Seoul.
PRAGMA synchronous = OFF;

CREATE TEMP TABLE people AS
WITH RECURSIVE numbers(n) AS (
    SELECT 0 UNION ALL SELECT n + 1 FROM numbers, asked WHERE n + 1 < asked.members
), placed AS (
    SELECT n, (n * 7919) % 24 AS joined_month, (n * 104729) % 28 AS joined_day,
        CASE WHEN n % 10 = 9 THEN 12 ELSE 1 END AS months, 2 + n / 24 % 30 AS life
    FROM numbers
), lived AS (
    SELECT *, date('2024-01-01', '+' || joined_month || ' months', '+' || joined_day || ' days')
            AS anchor,
        (23 - joined_month) / months + 1 AS possible
    FROM placed
)
SELECT n, n + 1 AS member, 'member-' || printf('%07d', n) AS app_id, 's' || printf('%011d', n) AS subscription,
    'bd-' || printf('%012d', n) AS card, months, anchor,
    CASE WHEN months = 1 THEN min(life, possible) ELSE possible END AS periods,
    months = 1 AND life < possible AS over, (n + n / 720) % 3 AS why
FROM lived;

CREATE TEMP TABLE periods AS
WITH RECURSIVE counted(n, period) AS (
    SELECT n, 0 FROM people
    UNION ALL
    SELECT counted.n, period + 1 FROM counted JOIN people USING (n)
    WHERE period + 1 < people.periods
)
SELECT people.*, period,
    CASE WHEN months = 12 THEN 290000 WHEN n % 7 = 0 AND period >= 6 THEN 39000 ELSE 29000 END
        AS won,
    date(anchor, '+' || (period * months) || ' months') AS due,
    datetime(date(anchor, '+' || (period * months) || ' months'), '-9 hours') || '.000000' AS begins,
    period > 0 AND (n + period) % 20 = 0 AS refused_first
FROM counted JOIN people USING (n);

CREATE TEMP TABLE answers AS
SELECT *, 1 AS attempt, NOT refused_first AS paid, due || ' 01:00:00.000000' AS at FROM periods
UNION ALL
SELECT *, 2, 1, date(due, '+3 days') || ' 01:00:00.000000' FROM periods WHERE refused_first;

INSERT INTO members (id, app_id, app_id_key, name, permission, created_at, source)
SELECT member, app_id, app_id,
    substr('김이박최정강조윤장임', 1 + n % 10, 1) || substr('서민지하도예은수현우', 1 + n / 10 % 10, 1)
        || substr('연준호아윤진영희석빈', 1 + n / 100 % 10, 1),
    'paid', anchor || ' 00:50:00.000000', 'app'
FROM people;

INSERT INTO cards (customer_uid, member_id, card_name, card_number, registered_at)
SELECT card, member, '신한카드', '9410-****-****-' || printf('%04d', n % 10000),
    anchor || ' 00:55:00.000000'
FROM people;

INSERT INTO subscriptions (id, member_id, plan_id, plan_name, price, months, customer_uid,
    fresh_since, status, created_at, anchor, periods_paid, paid_through, ended_at, end_kind)
SELECT subscription, member, 'plan-' || months,
    CASE WHEN months = 12 THEN '연 정기 멤버십' ELSE '월 정기 멤버십' END,
    CASE WHEN months = 12 THEN 290000 WHEN n % 7 = 0 AND periods > 6 THEN 39000 ELSE 29000 END,
    months, card, anchor || ' 00:55:00.000000', CASE WHEN over THEN 'ended' ELSE 'active' END,
    anchor || ' 00:55:00.000000', anchor, periods,
    datetime(date(anchor, '+' || (periods * months) || ' months'), '-9 hours') || '.000000',
    CASE WHEN over THEN date(anchor, '+' || (periods * months) || ' months', '+7 days')
        || ' 15:00:00.000000' END,
    CASE WHEN over THEN CASE why WHEN 0 THEN 'voluntary' WHEN 1 THEN 'involuntary' ELSE 'system' END
        END
FROM people;

INSERT INTO charges (merchant_uid, subscription_id, member_id, customer_uid, period, attempt,
    amount, plan_id, plan_name, months, period_from, covers_from, covers_until, how, due_at, state,
    requested_at, requested_times, unknown_reads, settled_at, imp_uid, fail_reason, decline)
SELECT 'bdc' || subscription || 'p' || printf('%04da%02d', period, attempt), subscription, member,
    card, period, attempt, won, 'plan-' || months,
    CASE WHEN months = 12 THEN '연 정기 멤버십' ELSE '월 정기 멤버십' END, months, begins,
    CASE WHEN paid THEN begins END,
    CASE WHEN paid THEN datetime(date(anchor, '+' || ((period + 1) * months) || ' months'), '-9 hours')
        || '.000000' END,
    CASE period WHEN 0 THEN 'now' ELSE 'booking' END, at,
    CASE WHEN paid THEN 'paid' ELSE 'failed' END, at, 1, 0, at,
    'imp_' || printf('%07d%04d%d', n, period, attempt),
    CASE WHEN paid THEN '' ELSE '잔액부족' END,
    CASE WHEN paid THEN NULL ELSE 'insufficient_funds' END
FROM answers;

-- Who is over by failing was refused once more; who goes on has the next charge booked.
INSERT INTO charges (merchant_uid, subscription_id, member_id, customer_uid, period, attempt,
    amount, plan_id, plan_name, months, period_from, how, due_at, state, requested_at,
    requested_times, unknown_reads, settled_at, imp_uid, fail_reason, decline)
SELECT 'bdc' || subscription || 'p' || printf('%04d', periods) || 'a01', subscription, member, card,
    periods, 1, 29000, 'plan-' || months,
    CASE WHEN months = 12 THEN '연 정기 멤버십' ELSE '월 정기 멤버십' END, months,
    datetime(date(anchor, '+' || (periods * months) || ' months'), '-9 hours') || '.000000',
    'booking',
    date(anchor, '+' || (periods * months) || ' months') || ' 01:00:00.000000',
    CASE WHEN over THEN 'failed' ELSE 'booked' END, anchor || ' 01:00:00.000000', 1, 0,
    CASE WHEN over THEN date(anchor, '+' || (periods * months) || ' months')
        || ' 01:00:00.000000' END,
    CASE WHEN over THEN 'imp_' || printf('%07d%04d%d', n, periods, 1) ELSE '' END,
    CASE WHEN over THEN '유효하지 않은 카드' ELSE '' END,
    CASE WHEN over THEN 'expired_card' END
FROM people WHERE NOT over OR why = 1;

INSERT INTO cancellations (id, member_id, subscription_id, requested_at, requested_by, reason,
    paid_through, past_due, confirmed_at, withdrawn_by, source, recorded_at)
SELECT 'c-' || n, member, subscription, asked_at, '', '', NULL, 0, asked_at, '', 'app', asked_at
FROM (SELECT *, date(anchor, '+' || (periods - 1) || ' months', '+5 days')
        || ' 03:00:00.000000' AS asked_at FROM people WHERE over AND why = 0);

INSERT INTO payments (imp_uid, merchant_uid, member_id, subscription_id, customer_uid,
    payment_class, reason, status, amount, cancel_amount, paid_at, failed_at, fail_reason, decline,
    card_name, card_number, apply_num, receipt_url, source, first_seen_at, read_at, raw)
SELECT imp_uid, merchant_uid, member_id, subscription_id, customer_uid, 'charge', '',
    state, amount, 0, CASE state WHEN 'paid' THEN settled_at END,
    CASE state WHEN 'failed' THEN settled_at END, fail_reason, decline, '신한카드', '', '12345678',
    '', 'webhook', settled_at, settled_at, '{}'
FROM charges WHERE state IN ('paid', 'failed') ORDER BY settled_at;

INSERT INTO ledger (kind, imp_uid, refund_key, merchant_uid, member_id, subscription_id, amount,
    occurred_at, recorded_at, source)
SELECT 'payment', imp_uid, '', merchant_uid, member_id, subscription_id, amount, settled_at,
    settled_at, 'webhook'
FROM charges WHERE state = 'paid' ORDER BY settled_at, merchant_uid;

INSERT INTO ledger (kind, imp_uid, refund_key, merchant_uid, member_id, subscription_id, amount,
    occurred_at, recorded_at, source)
SELECT 'refund', imp_uid, 'back', merchant_uid, member_id, subscription_id, -amount, at, at, 'sweep'
FROM (SELECT *, strftime('%Y-%m-%d %H:%M:%S.000000', occurred_at, '+9 days') AS at FROM ledger
    WHERE id % 50 = 0 AND occurred_at < '2025-12-20');

UPDATE payments SET status = 'cancelled', cancel_amount = amount
WHERE imp_uid IN (SELECT imp_uid FROM ledger WHERE kind = 'refund');

DELETE FROM roll_up_state;
ANALYZE;
