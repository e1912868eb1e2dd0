ALTER TABLE acts ADD COLUMN published TIMESTAMPTZ;
ALTER TABLE acts ADD COLUMN follows VARCHAR;
ALTER TABLE acts ADD COLUMN follows_score DOUBLE;
ALTER TABLE acts ADD COLUMN follows_reasons STRUCT("name" VARCHAR, weight DOUBLE, words VARCHAR)[];
COMMENT ON COLUMN acts.pact_id IS 'pacts.pact_id of the pact it is about: that of the act it follows on, or one that it starts.';
COMMENT ON COLUMN acts.published IS 'When its article was published (UTC).';
COMMENT ON COLUMN acts.follows IS 'acts.act_id of the earlier act that it is most likely about too; null where it starts a pact.';
COMMENT ON COLUMN acts.follows_score IS 'How likely that is, 0 to 1.';
COMMENT ON COLUMN acts.follows_reasons IS 'What was weighed for it (weight above 0) and against it, the heaviest first.';

ALTER TABLE pacts ADD COLUMN standing VARCHAR;
COMMENT ON COLUMN pacts.pact_id IS 'Key; it stays while the pact''s acts stay together.';
COMMENT ON COLUMN pacts.status IS 'Where it stands after all reports.';
COMMENT ON COLUMN pacts.parties IS 'The parties that at least a quarter of its reports name, with their roles.';
COMMENT ON COLUMN pacts.topics IS 'The topics that at least a quarter of its reports have.';
COMMENT ON COLUMN pacts.amounts IS 'The sums that at least a quarter of its reports tell.';
COMMENT ON COLUMN pacts.pact_date IS 'Day of the act that brought it where it stands, if told.';
COMMENT ON COLUMN pacts.place IS 'Place of that act, if told.';
COMMENT ON COLUMN pacts.confidence IS 'Chance that it is right, 0 to 1; more outlets in words of their own make it surer.';
COMMENT ON COLUMN pacts.standing IS 'confirmed or rejected, where a person said so.';

CREATE TABLE blocks (
    block VARCHAR NOT NULL,
    act_id VARCHAR NOT NULL,
    published TIMESTAMPTZ,
    topics VARCHAR[] NOT NULL
);
COMMENT ON TABLE blocks IS 'By what acts are found that may be about one pact: two that may, share a block.';
COMMENT ON COLUMN blocks.block IS 'Two of the act''s sides, or its only one.';
COMMENT ON COLUMN blocks.act_id IS 'acts.act_id.';
COMMENT ON COLUMN blocks.published IS 'When its article was published (UTC).';
COMMENT ON COLUMN blocks.topics IS 'The act''s topics.';

CREATE TABLE former_pacts (
    former_id VARCHAR NOT NULL,
    pact_id VARCHAR,
    recorded_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE former_pacts IS 'Pacts that are no more, as they turned out to be one with another.';
COMMENT ON COLUMN former_pacts.former_id IS 'The pact_id that it had; the key.';
COMMENT ON COLUMN former_pacts.pact_id IS 'pacts.pact_id of the one that has most of its acts; null where it has none left.';
COMMENT ON COLUMN former_pacts.recorded_at IS 'When that was found (UTC).';

CREATE TABLE corrections (
    correction_id VARCHAR NOT NULL,
    correction VARCHAR NOT NULL,
    acts VARCHAR[] NOT NULL,
    others VARCHAR[] NOT NULL,
    note VARCHAR,
    made_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE corrections IS 'What people said of pacts; it holds against every later report and reading.';
COMMENT ON COLUMN corrections.correction_id IS 'Key made from the correction and its time.';
COMMENT ON COLUMN corrections.correction IS 'merge, split, confirm, reject or clear.';
COMMENT ON COLUMN corrections.acts IS 'acts.act_id of the acts that it is about; of a split, those that are a pact of their own.';
COMMENT ON COLUMN corrections.others IS 'acts.act_id of the other half: the pact merged with, or what a split left.';
COMMENT ON COLUMN corrections.note IS 'Why, as the person said it.';
COMMENT ON COLUMN corrections.made_at IS 'When (UTC).';

CREATE TABLE revisions (
    revision_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    revision INTEGER NOT NULL,
    body_id VARCHAR NOT NULL,
    title VARCHAR,
    fetched_at TIMESTAMPTZ NOT NULL,
    changed VARCHAR
);
COMMENT ON TABLE revisions IS 'Every version of the articles that came with more than one text or headline; articles has the latest.';
COMMENT ON COLUMN revisions.revision_id IS 'Key made from the article and the number.';
COMMENT ON COLUMN revisions.article_id IS 'articles.article_id.';
COMMENT ON COLUMN revisions.revision IS 'First version is 1.';
COMMENT ON COLUMN revisions.body_id IS 'bodies.body_id of its text.';
COMMENT ON COLUMN revisions.title IS 'Its headline.';
COMMENT ON COLUMN revisions.fetched_at IS 'When it was fetched (UTC).';
COMMENT ON COLUMN revisions.changed IS 'What changed since the one before: sentences, headline, acts; null for the first.';

-- DuckDB takes no change of a table's form after one of its rows within a transaction, so rows come last.
UPDATE acts SET published = r.published FROM articles r WHERE r.article_id = acts.article_id;
