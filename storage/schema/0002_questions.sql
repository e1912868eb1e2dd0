CREATE TABLE actors (
    actor_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    sort VARCHAR NOT NULL,
    members VARCHAR[] NOT NULL
);
COMMENT ON TABLE actors IS 'Names of all that can be a party; the program writes them, from what its reader knows.';
COMMENT ON COLUMN actors.actor_id IS 'As in parties: ISO 3166-1 alpha-3 of a state, else the usual acronym or name in capitals; the key.';
COMMENT ON COLUMN actors.name IS 'English name that people read.';
COMMENT ON COLUMN actors.sort IS 'state, organisation or movement.';
COMMENT ON COLUMN actors.members IS 'States that belong to an organisation, where it is a bloc with a list of them.';

CREATE TABLE views_version (
    digest VARCHAR NOT NULL,
    names VARCHAR[] NOT NULL
);
COMMENT ON TABLE views_version IS 'Which text of the views and macros this ledger has; they are written anew when it changes.';
COMMENT ON COLUMN views_version.digest IS 'SHA-256 of their text and of the names of actors.';
COMMENT ON COLUMN views_version.names IS 'What that text made: view NAME, macro NAME or macro table NAME.';
