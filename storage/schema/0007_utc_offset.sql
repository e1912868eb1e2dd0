ALTER TABLE articles ADD COLUMN utc_offset INTEGER;
COMMENT ON COLUMN articles.utc_offset IS 'Minutes by which the page''s own clock was ahead of UTC when it was published; null where it was UTC, or told none.';
