ALTER TABLE deliveries ADD COLUMN IF NOT EXISTS due_at TIMESTAMPTZ;
ALTER TABLE deliveries ADD COLUMN IF NOT EXISTS digest VARCHAR;
COMMENT ON COLUMN deliveries.due_at IS 'Not sent before then (UTC); null where it goes at once.';
COMMENT ON COLUMN deliveries.digest IS 'Key of the digest that it goes in; null where it is a message of its own.';
ALTER TABLE deliveries ADD COLUMN message_id VARCHAR;
ALTER TABLE deliveries ADD COLUMN next_try_at TIMESTAMPTZ;
ALTER TABLE deliveries ADD COLUMN lease_until TIMESTAMPTZ;
ALTER TABLE deliveries ADD COLUMN tries_granted INTEGER;
ALTER TABLE deliveries ADD COLUMN operator_told_at TIMESTAMPTZ;
COMMENT ON TABLE deliveries IS 'One change to one subscription on one channel, and where it stands in the outbox.';
COMMENT ON COLUMN deliveries.delivery_id IS 'Key made from change, subscription and channel.';
COMMENT ON COLUMN deliveries.state IS 'queued, sending, delivered, dead (given up; see attempts) or withdrawn (no longer true when its turn came).';
COMMENT ON COLUMN deliveries.message_id IS 'Key of the message that it went in, the same in every try; goes with the message. Null until the first try.';
COMMENT ON COLUMN deliveries.next_try_at IS 'Not tried again before then (UTC); null before the first try.';
COMMENT ON COLUMN deliveries.claimed_at IS 'When a sender took it last (UTC).';
COMMENT ON COLUMN deliveries.lease_until IS 'Until when that sender has it for itself (UTC); one that never came back is taken again after it.';
COMMENT ON COLUMN deliveries.tries_granted IS 'Tries in all that a person granted with `alerts retry`; null for the usual number.';
COMMENT ON COLUMN deliveries.operator_told_at IS 'When the operator was told that it is dead (UTC).';

ALTER TABLE attempts ADD COLUMN ended_at TIMESTAMPTZ;
COMMENT ON TABLE attempts IS 'Each try to send a delivery, written before the message goes out.';
COMMENT ON COLUMN attempts.tried_at IS 'When it began (UTC).';
COMMENT ON COLUMN attempts.outcome IS 'sending; then delivered, rejected (the channel refused for good), retry (not taken, tried again) or unknown (no answer: it may have arrived).';
COMMENT ON COLUMN attempts.detail IS 'What the channel answered, or why there is no answer, without secrets.';
COMMENT ON COLUMN attempts.ended_at IS 'When its outcome was written (UTC).';

-- DuckDB takes no change of a table's form after one of its rows within a transaction, so rows come last.
UPDATE deliveries SET lease_until = claimed_at + INTERVAL 10 MINUTE WHERE state = 'sending';
UPDATE attempts SET ended_at = tried_at, outcome = CASE outcome WHEN 'failed' THEN 'unknown' ELSE outcome END;
