CREATE TABLE windows (
    window_id VARCHAR NOT NULL,
    archive_id VARCHAR NOT NULL,
    archive VARCHAR NOT NULL,
    part VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    worker VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    taken_at TIMESTAMPTZ NOT NULL,
    finished_at TIMESTAMPTZ,
    listed INTEGER,
    articles INTEGER,
    acts INTEGER,
    skipped JSON
);
COMMENT ON TABLE windows IS 'Pieces of what backfills read: a slice of a file, or a day of a list. One that is done is not read again.';
COMMENT ON COLUMN windows.window_id IS 'Key made from archive_id and part.';
COMMENT ON COLUMN windows.archive_id IS 'Key made from what is read, as it is now (path, size, time of change), and from what was asked of it (dates, sources).';
COMMENT ON COLUMN windows.archive IS 'Path or address of what is read.';
COMMENT ON COLUMN windows.part IS 'Which piece of it: records from a number on, some files, or a day.';
COMMENT ON COLUMN windows.state IS 'taken, done, or again where something may be had another time (a server that did not answer).';
COMMENT ON COLUMN windows.worker IS 'Machine and process that took it last.';
COMMENT ON COLUMN windows.run_id IS 'runs.run_id of the run that took it last.';
COMMENT ON COLUMN windows.taken_at IS 'When it was taken (UTC); one that is not finished ten minutes later is taken by another.';
COMMENT ON COLUMN windows.finished_at IS 'When it was read, in one transaction with what it gave (UTC).';
COMMENT ON COLUMN windows.listed IS 'Records, pages or entries in it.';
COMMENT ON COLUMN windows.articles IS 'Articles that were new, or said something else.';
COMMENT ON COLUMN windows.acts IS 'Acts that they report.';
COMMENT ON COLUMN windows.skipped IS 'Why the others were not read, as a JSON object of numbers.';
