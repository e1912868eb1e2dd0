CREATE TABLE sources (
    name VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    outlet VARCHAR NOT NULL,
    added_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE sources IS 'Feeds that yield entries; one row a source of the settings.';
COMMENT ON COLUMN sources.name IS 'Name in the settings; the key.';
COMMENT ON COLUMN sources.url IS 'Address of the feed.';
COMMENT ON COLUMN sources.outlet IS 'Who publishes it, as the settings or the feed say.';
COMMENT ON COLUMN sources.added_at IS 'When a run first saw it (UTC).';

CREATE TABLE runs (
    run_id VARCHAR NOT NULL,
    flow VARCHAR NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ,
    outcome VARCHAR,
    counts JSON
);
COMMENT ON TABLE runs IS 'Flow runs that wrote to this ledger.';
COMMENT ON COLUMN runs.run_id IS 'Id of the flow run in Prefect; the key.';
COMMENT ON COLUMN runs.flow IS 'Name of the flow.';
COMMENT ON COLUMN runs.started_at IS 'When it began (UTC).';
COMMENT ON COLUMN runs.ended_at IS 'When it ended (UTC); null while it runs or where it was killed.';
COMMENT ON COLUMN runs.outcome IS 'completed or failed.';
COMMENT ON COLUMN runs.counts IS 'What it read, found and sent, as a JSON object of numbers.';

CREATE TABLE polls (
    poll_id VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    polled_at TIMESTAMPTZ NOT NULL,
    http_status INTEGER,
    entries INTEGER NOT NULL,
    new_entries INTEGER NOT NULL,
    problem VARCHAR,
    detail VARCHAR
);
COMMENT ON TABLE polls IS 'Each time a source was asked for its entries.';
COMMENT ON COLUMN polls.poll_id IS 'Key made from source and run.';
COMMENT ON COLUMN polls.source IS 'sources.name.';
COMMENT ON COLUMN polls.run_id IS 'runs.run_id.';
COMMENT ON COLUMN polls.polled_at IS 'When (UTC).';
COMMENT ON COLUMN polls.http_status IS 'HTTP status of the answer; null where there was none.';
COMMENT ON COLUMN polls.entries IS 'Entries in the feed.';
COMMENT ON COLUMN polls.new_entries IS 'Entries that the ledger did not know.';
COMMENT ON COLUMN polls.problem IS 'What went wrong, as a code; null where nothing did.';
COMMENT ON COLUMN polls.detail IS 'What went wrong, in one line with the remedy.';

CREATE TABLE entries (
    entry_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    source VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    published TIMESTAMPTZ,
    run_id VARCHAR NOT NULL,
    followed_at TIMESTAMPTZ NOT NULL,
    http_status INTEGER,
    article_id VARCHAR,
    problem VARCHAR,
    detail VARCHAR
);
COMMENT ON TABLE entries IS 'Every entry that was followed, also those that gave no article: problem says why.';
COMMENT ON COLUMN entries.entry_id IS 'Key made from the address.';
COMMENT ON COLUMN entries.url IS 'Address that the source gave, in normal form.';
COMMENT ON COLUMN entries.source IS 'sources.name of the source that listed it first.';
COMMENT ON COLUMN entries.title IS 'Title that the source gave.';
COMMENT ON COLUMN entries.published IS 'Date that the source gave (UTC).';
COMMENT ON COLUMN entries.run_id IS 'runs.run_id of the run that followed it last.';
COMMENT ON COLUMN entries.followed_at IS 'When that was (UTC).';
COMMENT ON COLUMN entries.http_status IS 'HTTP status of the page; null where there was no answer.';
COMMENT ON COLUMN entries.article_id IS 'articles.article_id; null where it gave no text.';
COMMENT ON COLUMN entries.problem IS 'Why it was not read, or was read with losses, as a code; null where all went well.';
COMMENT ON COLUMN entries.detail IS 'The same in one line.';

CREATE TABLE articles (
    article_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    outlet VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    author VARCHAR,
    language VARCHAR,
    published TIMESTAMPTZ,
    date_source VARCHAR,
    body_id VARCHAR NOT NULL,
    fetched_at TIMESTAMPTZ NOT NULL,
    parser_version VARCHAR,
    why_no_acts VARCHAR
);
COMMENT ON TABLE articles IS 'Texts as published; one row for one article, however many entries point to it.';
COMMENT ON COLUMN articles.article_id IS 'Key made from the article''s own address.';
COMMENT ON COLUMN articles.url IS 'The article''s own address: its canonical link, or the entry''s.';
COMMENT ON COLUMN articles.outlet IS 'Who published it.';
COMMENT ON COLUMN articles.title IS 'Headline.';
COMMENT ON COLUMN articles.author IS 'By-line; null where the page gives none.';
COMMENT ON COLUMN articles.language IS 'ISO 639-1 code of the text''s language.';
COMMENT ON COLUMN articles.published IS 'When it was published (UTC).';
COMMENT ON COLUMN articles.date_source IS 'Where that date stood: json-ld, meta, time or feed.';
COMMENT ON COLUMN articles.body_id IS 'bodies.body_id.';
COMMENT ON COLUMN articles.fetched_at IS 'When it was fetched (UTC).';
COMMENT ON COLUMN articles.parser_version IS 'Version of the reader that read it; null where it was not read.';
COMMENT ON COLUMN articles.why_no_acts IS 'Why the reader found no act in it; null where it found some or did not read it.';

CREATE TABLE bodies (
    body_id VARCHAR NOT NULL,
    text VARCHAR NOT NULL USING COMPRESSION zstd
);
COMMENT ON TABLE bodies IS 'Texts of articles, apart from what changes; rows are only ever added.';
COMMENT ON COLUMN bodies.body_id IS 'Key made from the text.';
COMMENT ON COLUMN bodies.text IS 'The article''s text, paragraphs parted by a blank line.';

CREATE TABLE acts (
    act_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    pact_id VARCHAR NOT NULL,
    type VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    parties STRUCT(id VARCHAR, "role" VARCHAR)[] NOT NULL,
    topics VARCHAR[] NOT NULL,
    amounts STRUCT("value" DOUBLE, unit VARCHAR)[] NOT NULL,
    act_date DATE,
    place VARCHAR,
    evidence VARCHAR NOT NULL,
    evidence_start INTEGER NOT NULL,
    evidence_end INTEGER NOT NULL,
    required BOOLEAN NOT NULL,
    confidence DOUBLE NOT NULL,
    reasons STRUCT(field VARCHAR, "value" VARCHAR, words VARCHAR, "rule" VARCHAR)[] NOT NULL,
    parser_version VARCHAR NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE acts IS 'What articles report as news: an agreement moving along its life, or a commitment, with its evidence.';
COMMENT ON COLUMN acts.act_id IS 'Key made from the article and what the act says.';
COMMENT ON COLUMN acts.article_id IS 'articles.article_id of the article that reports it.';
COMMENT ON COLUMN acts.pact_id IS 'pacts.pact_id of the pact it is about.';
COMMENT ON COLUMN acts.type IS 'agreement or commitment.';
COMMENT ON COLUMN acts.kind IS 'treaty, agreement, memorandum, declaration, ceasefire; spending, investment, purchase, aid, deployment, policy.';
COMMENT ON COLUMN acts.status IS 'Where in its life the pact is, as this article tells it.';
COMMENT ON COLUMN acts.parties IS 'Who: ISO 3166-1 alpha-3 or the usual acronym, and the role (party, committer, recipient, mediator).';
COMMENT ON COLUMN acts.topics IS 'What about.';
COMMENT ON COLUMN acts.amounts IS 'Sums that belong to it: value, and an ISO 4217 code or percent_gdp.';
COMMENT ON COLUMN acts.act_date IS 'Day of the act, where the article tells it.';
COMMENT ON COLUMN acts.place IS 'Place of the act, where the article tells it.';
COMMENT ON COLUMN acts.evidence IS 'The sentence that best shows it, verbatim.';
COMMENT ON COLUMN acts.evidence_start IS 'Where that sentence starts in bodies.text, in characters from 0.';
COMMENT ON COLUMN acts.evidence_end IS 'Where it ends.';
COMMENT ON COLUMN acts.required IS 'False where a careful reader could leave the act out; such acts raise no alert.';
COMMENT ON COLUMN acts.confidence IS 'Chance that it is right, 0 to 1.';
COMMENT ON COLUMN acts.reasons IS 'Which words gave which field, and by what rule.';
COMMENT ON COLUMN acts.parser_version IS 'Version of the reader that found it.';
COMMENT ON COLUMN acts.recorded_at IS 'When it was written here (UTC).';

CREATE TABLE pacts (
    pact_id VARCHAR NOT NULL,
    title VARCHAR NOT NULL,
    type VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    status VARCHAR NOT NULL,
    parties STRUCT(id VARCHAR, "role" VARCHAR)[] NOT NULL,
    topics VARCHAR[] NOT NULL,
    amounts STRUCT("value" DOUBLE, unit VARCHAR)[] NOT NULL,
    pact_date DATE,
    place VARCHAR,
    first_reported TIMESTAMPTZ,
    last_reported TIMESTAMPTZ,
    outlets VARCHAR[] NOT NULL,
    acts INTEGER NOT NULL,
    confidence DOUBLE NOT NULL,
    required BOOLEAN NOT NULL
);
COMMENT ON TABLE pacts IS 'Real-world agreements and commitments that acts from one or many articles are about.';
COMMENT ON COLUMN pacts.pact_id IS 'Key; that of the act that started it.';
COMMENT ON COLUMN pacts.title IS 'A line that names it.';
COMMENT ON COLUMN pacts.type IS 'agreement or commitment.';
COMMENT ON COLUMN pacts.kind IS 'As in acts.kind.';
COMMENT ON COLUMN pacts.status IS 'The furthest status reported so far.';
COMMENT ON COLUMN pacts.parties IS 'All parties reported, with roles.';
COMMENT ON COLUMN pacts.topics IS 'All topics reported.';
COMMENT ON COLUMN pacts.amounts IS 'All sums reported.';
COMMENT ON COLUMN pacts.pact_date IS 'Day of its latest act that has one.';
COMMENT ON COLUMN pacts.place IS 'Place of its latest act that has one.';
COMMENT ON COLUMN pacts.first_reported IS 'When the first article on it was published (UTC).';
COMMENT ON COLUMN pacts.last_reported IS 'When the last article on it was published (UTC).';
COMMENT ON COLUMN pacts.outlets IS 'Outlets that reported it.';
COMMENT ON COLUMN pacts.acts IS 'How many acts report it.';
COMMENT ON COLUMN pacts.confidence IS 'Chance that it is right, 0 to 1; more outlets make it surer.';
COMMENT ON COLUMN pacts.required IS 'False while only acts report it that a careful reader could leave out; it raises no alert then.';

CREATE TABLE changes (
    change_id VARCHAR NOT NULL,
    pact_id VARCHAR NOT NULL,
    act_id VARCHAR NOT NULL,
    change VARCHAR NOT NULL,
    before VARCHAR,
    after VARCHAR NOT NULL,
    recorded_at TIMESTAMPTZ NOT NULL
);
COMMENT ON TABLE changes IS 'A pact is new, or its status moved.';
COMMENT ON COLUMN changes.change_id IS 'Key made from the pact, what changed and to what.';
COMMENT ON COLUMN changes.pact_id IS 'pacts.pact_id.';
COMMENT ON COLUMN changes.act_id IS 'acts.act_id of the act that brought it.';
COMMENT ON COLUMN changes.change IS 'new or status.';
COMMENT ON COLUMN changes.before IS 'Value before; null for a new pact.';
COMMENT ON COLUMN changes.after IS 'Value after.';
COMMENT ON COLUMN changes.recorded_at IS 'When it was written here (UTC).';

CREATE TABLE subscriptions (
    name VARCHAR NOT NULL,
    rule JSON NOT NULL,
    channels VARCHAR[] NOT NULL
);
COMMENT ON TABLE subscriptions IS 'Who wants to hear of which changes, as the settings say.';
COMMENT ON COLUMN subscriptions.name IS 'Name in the settings; the key.';
COMMENT ON COLUMN subscriptions.rule IS 'Which changes, as a JSON object.';
COMMENT ON COLUMN subscriptions.channels IS 'References to the channels (env:NAME or file:path), never the channels themselves.';

CREATE TABLE deliveries (
    delivery_id VARCHAR NOT NULL,
    change_id VARCHAR NOT NULL,
    subscription VARCHAR NOT NULL,
    channel VARCHAR NOT NULL,
    state VARCHAR NOT NULL,
    queued_at TIMESTAMPTZ NOT NULL,
    claimed_at TIMESTAMPTZ,
    settled_at TIMESTAMPTZ
);
COMMENT ON TABLE deliveries IS 'One change to one subscription on one channel.';
COMMENT ON COLUMN deliveries.delivery_id IS 'Key made from change, subscription and channel; goes with the message.';
COMMENT ON COLUMN deliveries.change_id IS 'changes.change_id.';
COMMENT ON COLUMN deliveries.subscription IS 'subscriptions.name.';
COMMENT ON COLUMN deliveries.channel IS 'Reference to the channel, never the channel itself.';
COMMENT ON COLUMN deliveries.state IS 'queued, sending, delivered or dead.';
COMMENT ON COLUMN deliveries.queued_at IS 'When it was written, in one transaction with its change (UTC).';
COMMENT ON COLUMN deliveries.claimed_at IS 'When a sender took it to send it (UTC); one that never came back is taken again after ten minutes.';
COMMENT ON COLUMN deliveries.settled_at IS 'When it was delivered or given up (UTC).';

CREATE TABLE attempts (
    attempt_id VARCHAR NOT NULL,
    delivery_id VARCHAR NOT NULL,
    number INTEGER NOT NULL,
    tried_at TIMESTAMPTZ NOT NULL,
    outcome VARCHAR NOT NULL,
    detail VARCHAR
);
COMMENT ON TABLE attempts IS 'Each try to send a delivery.';
COMMENT ON COLUMN attempts.attempt_id IS 'Key made from the delivery and the number of the try.';
COMMENT ON COLUMN attempts.delivery_id IS 'deliveries.delivery_id.';
COMMENT ON COLUMN attempts.number IS 'First try is 1.';
COMMENT ON COLUMN attempts.tried_at IS 'When (UTC).';
COMMENT ON COLUMN attempts.outcome IS 'delivered or failed.';
COMMENT ON COLUMN attempts.detail IS 'Why it failed, without secrets.';
