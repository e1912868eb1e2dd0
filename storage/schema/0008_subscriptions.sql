ALTER TABLE deliveries ADD COLUMN due_at TIMESTAMPTZ;
ALTER TABLE deliveries ADD COLUMN digest VARCHAR;
COMMENT ON COLUMN deliveries.state IS 'queued, sending, delivered, dead or withdrawn (what it tells of is no more).';
COMMENT ON COLUMN deliveries.due_at IS 'When it may be sent (UTC): quiet hours, digests and a cap an hour put it off; null for at once.';
COMMENT ON COLUMN deliveries.digest IS 'Key of the digest that it goes in, one message for all of one channel; null for a message of its own.';
COMMENT ON TABLE changes IS 'A pact is new, its status, sums or parties moved, or its day comes near.';
COMMENT ON COLUMN changes.change IS 'new, status, amount, parties or deadline.';
COMMENT ON COLUMN changes.before IS 'Value before: a status, sums or parties; null for a new pact and a deadline.';
COMMENT ON COLUMN changes.after IS 'Value after: a status, sums ("2000000 NOK; 5 EUR"), parties ("NOR CHL"), or the day that comes near.';
