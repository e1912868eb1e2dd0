ALTER TABLE articles ADD COLUMN sketch UINTEGER[];
COMMENT ON COLUMN articles.sketch IS 'The 64 smallest hashes of its runs of five words, by which copies are known; null where it reports no act, or was read before there were sketches.';
