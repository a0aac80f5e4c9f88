-- What else lies on the desk of such a company: the doorbell, the audit log, decisions that
-- were made, and members who ask, fail or wait in proportion to its size. Runs after
-- large_company.sql. Nothing is due for approval: those rows are checked at the gateway.
PRAGMA synchronous = OFF;

UPDATE payments SET apply_num = printf('%08d', rowid * 7919 % 100000000) WHERE paid_at IS NOT NULL;
UPDATE payments SET apply_num = '' WHERE paid_at IS NULL;

UPDATE members SET name = '남궁하나' WHERE app_id = 'member-0000001';

CREATE TEMP TABLE asking AS
SELECT id, member_id, paid_through FROM subscriptions WHERE status = 'active' AND rowid % 60 = 7;

CREATE TEMP TABLE failing AS
SELECT id FROM subscriptions WHERE status = 'active' AND months = 1 AND rowid % 70 = 11;

UPDATE subscriptions SET status = 'cancelling' WHERE id IN (SELECT id FROM asking);
UPDATE charges SET state = 'revoked', settled_at = '2025-12-30 03:00:00.000000'
WHERE state = 'booked' AND subscription_id IN (SELECT id FROM asking);
INSERT INTO cancellations (id, member_id, subscription_id, requested_at, requested_by, reason,
    paid_through, past_due, confirmed_at, withdrawn_by, source, recorded_at)
SELECT 'a-' || id, member_id, id, '2025-12-30 02:00:00.000000', '', '', paid_through, 0,
    '2025-12-30 03:00:00.000000', '', 'app', '2025-12-30 02:00:00.000000'
FROM asking;

UPDATE subscriptions SET status = 'past_due' WHERE id IN (SELECT id FROM failing)
    AND status = 'active';
UPDATE charges SET state = 'failed', settled_at = '2025-12-30 01:00:00.000000',
    fail_reason = '잔액부족', decline = 'insufficient_funds'
WHERE state = 'booked' AND subscription_id IN (SELECT id FROM failing);
INSERT INTO charges (merchant_uid, subscription_id, member_id, customer_uid, period, attempt,
    amount, how, due_at, state, requested_at, requested_times, unknown_reads, imp_uid, fail_reason)
SELECT replace(merchant_uid, 'a01', 'a02'), subscription_id, member_id, customer_uid, period, 2,
    amount, 'booking', '2026-01-02 01:00:00.000000', 'booked', settled_at, 1, 0, '', ''
FROM charges WHERE state = 'failed' AND settled_at = '2025-12-30 01:00:00.000000';

INSERT INTO inbox_events (received_at, remote, body, imp_uid, merchant_uid, status,
    state, processed_at, run_at, attempts, last_error)
SELECT coalesce(paid_at, failed_at), '52.78.100.19', '{}', imp_uid,
    merchant_uid, CASE WHEN paid_at IS NULL THEN 'failed' ELSE 'paid' END, 'processed',
    coalesce(paid_at, failed_at), coalesce(paid_at, failed_at), 1, ''
FROM payments ORDER BY coalesce(paid_at, failed_at);

INSERT INTO audit_log (at, actor_kind, actor, act, member_id, subject, detail)
SELECT settled_at, 'system', '시스템', CASE state WHEN 'paid' THEN 'charge.paid' ELSE 'charge.failed' END,
    member_id, merchant_uid, '{}'
FROM charges WHERE state IN ('paid', 'failed') ORDER BY settled_at;
INSERT INTO audit_log (at, actor_kind, actor, act, member_id, subject, detail)
SELECT requested_at, 'system', '시스템', 'charge.booked', member_id, merchant_uid, '{}'
FROM charges WHERE how = 'booking' ORDER BY requested_at;

INSERT INTO downgrades (member_id, subscription_id, paid_through, kind, state, due_at, hold_reason,
    held_by, approved_at, approved_by, evidence, delivered_at, undone_by, void_reason)
SELECT member_id, id, paid_through, end_kind, 'approved', paid_through, '', '', ended_at, '김지현',
    '[]', ended_at, '', ''
FROM subscriptions WHERE status = 'ended' AND ended_at < '2025-12-31' ORDER BY ended_at;

INSERT INTO permission_changes (member_id, before, after, changed_at, changed_by, cause,
    downgrade_id, message_id)
SELECT id, 'free', 'paid', created_at, '시스템', 'paid', NULL, 'paid-' || id FROM members;
INSERT INTO permission_changes (member_id, before, after, changed_at, changed_by, cause,
    downgrade_id, message_id)
SELECT member_id, 'paid', 'free', approved_at, approved_by, 'approved', id, 'free-' || member_id
FROM downgrades;
UPDATE members SET permission = 'free' WHERE id IN (SELECT member_id FROM downgrades);

INSERT INTO audit_log (at, actor_kind, actor, act, member_id, subject, detail)
SELECT changed_at, CASE changed_by WHEN '시스템' THEN 'system' ELSE 'person' END, changed_by,
    'permission.changed', member_id, message_id, '{}'
FROM permission_changes;
INSERT INTO outbox_messages (id, member_id, type, payload, created_at, delivered_at, run_at,
    attempts, last_error)
SELECT message_id, member_id, 'permission.changed', '{}', changed_at, changed_at, changed_at, 1, ''
FROM permission_changes;

INSERT INTO findings (kind, subject, member_id, amount, detail, opened_at, resolved_at,
    resolved_by, resolution)
SELECT 'double_charge', imp_uid, member_id, amount, '{}', occurred_at,
    CASE WHEN occurred_at < '2025-12-31' THEN occurred_at END, '김지현', '환불함'
FROM ledger WHERE kind = 'refund';

-- Every ten minutes for two years, whatever the size of the company.
WITH RECURSIVE moments(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM moments WHERE n < 105000)
INSERT INTO sweeps (window_from, window_until, started_at, finished_at, payments_read,
    payments_new, error)
SELECT at, at, at, at, 3, 0, ''
FROM (SELECT strftime('%Y-%m-%d %H:%M:%S.000000', '2024-01-01', '+' || (n * 10) || ' minutes') AS at
    FROM moments);

ANALYZE;
