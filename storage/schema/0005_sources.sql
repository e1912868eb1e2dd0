ALTER TABLE sources ADD COLUMN language VARCHAR;
ALTER TABLE sources ADD COLUMN country VARCHAR;
COMMENT ON TABLE sources IS 'Feeds, sitemaps and pages of links that yield entries; one row a source of the settings.';
COMMENT ON COLUMN sources.url IS 'Address as the settings say.';
COMMENT ON COLUMN sources.language IS 'ISO 639-1 code of its articles'' language, as the settings say.';
COMMENT ON COLUMN sources.country IS 'ISO 3166-1 alpha-3 code of the country it is of, as the settings say.';

CREATE TABLE source_states (
    name VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    since TIMESTAMPTZ NOT NULL,
    kind VARCHAR,
    moved_to VARCHAR,
    etag VARCHAR,
    last_modified VARCHAR,
    poll_interval DOUBLE,
    failures INTEGER NOT NULL,
    next_poll TIMESTAMPTZ,
    wait_until TIMESTAMPTZ,
    last_poll TIMESTAMPTZ,
    last_success TIMESTAMPTZ,
    last_new TIMESTAMPTZ,
    detail VARCHAR
);
COMMENT ON TABLE source_states IS 'What is remembered of a source from one time it is asked to the next.';
COMMENT ON COLUMN source_states.name IS 'sources.name; the key.';
COMMENT ON COLUMN source_states.url IS 'The settings'' address that this was learnt with; with another, it starts anew.';
COMMENT ON COLUMN source_states.state IS 'active, quiet (answers, but has had nothing new for two weeks), failing, retired (gone for good, 410) or paused.';
COMMENT ON COLUMN source_states.since IS 'When it was first asked at this address (UTC).';
COMMENT ON COLUMN source_states.kind IS 'What it turned out to be: rss, atom, json, sitemap or links.';
COMMENT ON COLUMN source_states.moved_to IS 'Where it has moved for good; asked instead of url.';
COMMENT ON COLUMN source_states.etag IS 'Its answer''s ETag, to be asked whether there is anything new.';
COMMENT ON COLUMN source_states.last_modified IS 'Its answer''s Last-Modified, for the same.';
COMMENT ON COLUMN source_states.poll_interval IS 'Seconds from one time to the next; shorter after news, longer without.';
COMMENT ON COLUMN source_states.failures IS 'Times in a row that it did not answer well.';
COMMENT ON COLUMN source_states.next_poll IS 'When it is due (UTC); null: with the next run.';
COMMENT ON COLUMN source_states.wait_until IS 'Until when its server asked to be left alone (Retry-After, UTC).';
COMMENT ON COLUMN source_states.last_poll IS 'When it was last asked (UTC).';
COMMENT ON COLUMN source_states.last_success IS 'When it last answered well (UTC).';
COMMENT ON COLUMN source_states.last_new IS 'When it last had an entry that was new (UTC).';
COMMENT ON COLUMN source_states.detail IS 'What went wrong last time, in one line with the remedy; null where nothing did.';
