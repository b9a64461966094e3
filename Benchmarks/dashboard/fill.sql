-- What deliveries leave behind, for every record of a store that a backfill filled: a clean lane with its link, two notes and
-- a receipt with 1 KB of body, after the pattern of one delivered order and one customer. Run by ./run with no server beside.
.bail on
PRAGMA journal_mode = WAL;
PRAGMA synchronous = OFF;
PRAGMA cache_size = -400000;
BEGIN;

CREATE TEMP TABLE pattern AS
    SELECT * FROM lanes WHERE crm_id IS NOT NULL AND holding IS NOT NULL AND notes > 0 GROUP BY kind;
CREATE TEMP TABLE pattern_note AS
    SELECT p.kind, d.note FROM pattern p JOIN deliveries d USING (destination, store, kind, id) GROUP BY p.kind;
CREATE TEMP TABLE pattern_receipt AS SELECT * FROM receipts WHERE state = 'applied' LIMIT 1;
CREATE TEMP TABLE newest AS SELECT max(seq) AS seq FROM receipts;
CREATE TEMP TABLE bare AS
    SELECT destination, store, kind, id, row_number() OVER () AS number FROM lanes WHERE state = 'dirty';

UPDATE lanes SET state = 'clean', delivered = lanes.wanted, due_at = NULL, dirty_since = NULL, attempts = 0, holding = p.holding,
        crm_object = p.crm_object, crm_id = CAST(lanes.id AS TEXT), standing = p.standing, associated_to = p.associated_to,
        notes = 2
    FROM pattern p WHERE lanes.state = 'dirty' AND p.kind = lanes.kind;
INSERT OR REPLACE INTO deliveries (destination, store, kind, id, number, note)
    SELECT b.destination, b.store, b.kind, b.id, n.value, d.note
    FROM bare b JOIN pattern_note d USING (kind) JOIN json_each('[1,2]') n ORDER BY 1, 2, 3, 4, 5;
INSERT INTO receipts (seq, store, webhook_id, topic, event_id, triggered_at, received_at, api_version, is_test, state, body)
    SELECT newest.seq + b.number, b.store, printf('00000000-0000-4000-8000-%012d', newest.seq + b.number), p.topic, p.event_id,
        p.triggered_at, p.received_at, p.api_version, 0, 'applied', zeroblob(1024)
    FROM bare b, pattern_receipt p, newest;
INSERT OR REPLACE INTO receipt_records (store, kind, id, receipt)
    SELECT b.store, b.kind, b.id, newest.seq + b.number FROM bare b, newest ORDER BY 3, 2, 1, 4;
DELETE FROM receipt_tallies;
INSERT INTO receipt_tallies (state, total) SELECT state, count(*) FROM receipts GROUP BY 1;
COMMIT;
PRAGMA wal_checkpoint(TRUNCATE);
SELECT 'patterns', count(*) FROM pattern;
SELECT state, count(*) FROM lanes GROUP BY 1;
