CREATE TABLE waiting (
    entry_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    published TIMESTAMPTZ,
    source VARCHAR NOT NULL,
    feed VARCHAR NOT NULL,
    listed_at TIMESTAMPTZ NOT NULL,
    tries INTEGER NOT NULL,
    next_try TIMESTAMPTZ NOT NULL,
    not_before TIMESTAMPTZ
);
COMMENT ON TABLE waiting IS 'Entries that were listed and wait to be followed, or to be tried again: a run that is killed loses none.';
COMMENT ON COLUMN waiting.entry_id IS 'Key made from the address; that of entries.';
COMMENT ON COLUMN waiting.url IS 'Address that the source gave, in normal form.';
COMMENT ON COLUMN waiting.title IS 'Title that the source gave.';
COMMENT ON COLUMN waiting.published IS 'Date that the source gave (UTC).';
COMMENT ON COLUMN waiting.source IS 'sources.name of the source that listed it first.';
COMMENT ON COLUMN waiting.feed IS 'Title of that feed.';
COMMENT ON COLUMN waiting.listed_at IS 'When it was listed first (UTC).';
COMMENT ON COLUMN waiting.tries IS 'How often it was followed in vain.';
COMMENT ON COLUMN waiting.next_try IS 'When it is followed next (UTC); a run by hand does not wait for it.';
COMMENT ON COLUMN waiting.not_before IS 'Until when its host wants to be left alone (UTC); null where it said nothing.';
