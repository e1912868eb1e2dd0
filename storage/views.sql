-- Views and table macros for people's questions. Each view has COMMENTs; the lines before a macro are its documentation,
-- and the line that starts with `FROM` is an example of its use that runs. Names that start with _ are parts of others.
-- What a person rejected is left out of all but `timeline` and `alert_log`: they are made from `_pacts()`, not `pacts`.
-- DuckLake takes neither ORDER BY ALL nor keys here, and a macro must name no table of another database.

CREATE OR REPLACE MACRO _ids(parties, part) AS
    list_transform(list_filter(parties, lambda p: p."role" = part), lambda p: p.id);

CREATE OR REPLACE MACRO _sum(amount) AS
    CASE WHEN amount.unit = 'percent_gdp' THEN format('{:.3g}% of GDP', amount."value")
    ELSE amount.unit || ' ' || CASE
        WHEN abs(amount."value") >= 1e12 THEN format('{:.4g} trillion', amount."value" / 1e12)
        WHEN abs(amount."value") >= 1e9 THEN format('{:.4g} billion', amount."value" / 1e9)
        WHEN abs(amount."value") >= 1e6 THEN format('{:.4g} million', amount."value" / 1e6)
        ELSE format('{:,}', amount."value"::BIGINT) END
    END;

CREATE OR REPLACE MACRO _sums(amounts) AS array_to_string(list_transform(amounts, lambda a: _sum(a)), ', ');

CREATE OR REPLACE MACRO _pacts() AS TABLE SELECT * FROM pacts WHERE standing IS DISTINCT FROM 'rejected';

CREATE OR REPLACE VIEW pact_parties AS
SELECT pact_id, party.id AS actor_id, coalesce(name, replace(party.id, '_', ' ')) AS name, party."role" AS "role",
    coalesce(sort, 'unknown') AS sort
FROM (SELECT pact_id, unnest(parties) AS party FROM _pacts()) LEFT JOIN actors ON actor_id = party.id;
COMMENT ON VIEW pact_parties IS 'Who is in which pact: one row for each pact and actor, with its name.';
COMMENT ON COLUMN pact_parties.pact_id IS 'pacts.pact_id.';
COMMENT ON COLUMN pact_parties.actor_id IS 'As in pacts.parties.';
COMMENT ON COLUMN pact_parties.name IS 'Name that people read.';
COMMENT ON COLUMN pact_parties.role IS 'party, committer, recipient or mediator.';
COMMENT ON COLUMN pact_parties.sort IS 'state, organisation, movement, or unknown.';

CREATE OR REPLACE VIEW pact_amounts AS
SELECT pact_id, title, status, amount."value" AS "value", amount.unit AS unit, _sum(amount) AS shown
FROM (SELECT pact_id, title, status, unnest(amounts) AS amount FROM _pacts());
COMMENT ON VIEW pact_amounts IS 'Sums of pacts, one row a sum, each in its own currency: rates of exchange move, so nothing is converted.';
COMMENT ON COLUMN pact_amounts.pact_id IS 'pacts.pact_id.';
COMMENT ON COLUMN pact_amounts.title IS 'The pact''s title.';
COMMENT ON COLUMN pact_amounts.status IS 'The pact''s status.';
COMMENT ON COLUMN pact_amounts.value IS 'The sum.';
COMMENT ON COLUMN pact_amounts.unit IS 'ISO 4217 code or percent_gdp.';
COMMENT ON COLUMN pact_amounts.shown IS 'The sum as people write it.';

CREATE OR REPLACE VIEW agreements AS
SELECT pact_id, title, kind, status, list_sort(_ids(parties, 'party')) AS sides, _ids(parties, 'mediator') AS mediators,
    topics, _sums(amounts) AS sums, pact_date AS "day", place, first_reported, last_reported,
    len(outlets)::INTEGER AS outlets, acts, confidence
FROM _pacts() WHERE type = 'agreement';
COMMENT ON VIEW agreements IS 'Agreements between two or more sides, one row each, sides and mediators apart.';
COMMENT ON COLUMN agreements.pact_id IS 'pacts.pact_id.';
COMMENT ON COLUMN agreements.title IS 'A line that names it.';
COMMENT ON COLUMN agreements.kind IS 'treaty, agreement, memorandum, declaration or ceasefire.';
COMMENT ON COLUMN agreements.status IS 'The furthest status reported so far.';
COMMENT ON COLUMN agreements.sides IS 'Its parties, sorted.';
COMMENT ON COLUMN agreements.mediators IS 'Who went between.';
COMMENT ON COLUMN agreements.topics IS 'What about.';
COMMENT ON COLUMN agreements.sums IS 'Its sums as people write them.';
COMMENT ON COLUMN agreements.day IS 'Day of its latest act that has one.';
COMMENT ON COLUMN agreements.place IS 'Place of its latest act that has one.';
COMMENT ON COLUMN agreements.first_reported IS 'When the first article on it was published (UTC).';
COMMENT ON COLUMN agreements.last_reported IS 'When the last one was (UTC).';
COMMENT ON COLUMN agreements.outlets IS 'How many outlets reported it.';
COMMENT ON COLUMN agreements.acts IS 'How many acts report it.';
COMMENT ON COLUMN agreements.confidence IS 'Chance that it is right, 0 to 1.';

CREATE OR REPLACE VIEW commitments AS
SELECT pact_id, title, kind, status, _ids(parties, 'committer') AS by_whom, _ids(parties, 'recipient') AS to_whom,
    topics, _sums(amounts) AS sums, amounts, pact_date AS "day", first_reported, last_reported,
    len(outlets)::INTEGER AS outlets, acts, confidence
FROM _pacts() WHERE type = 'commitment';
COMMENT ON VIEW commitments IS 'What one actor took on: who, to whom, how much, and what became of it.';
COMMENT ON COLUMN commitments.pact_id IS 'pacts.pact_id.';
COMMENT ON COLUMN commitments.title IS 'A line that names it.';
COMMENT ON COLUMN commitments.kind IS 'spending, investment, purchase, aid, deployment or policy.';
COMMENT ON COLUMN commitments.status IS 'The furthest status reported so far.';
COMMENT ON COLUMN commitments.by_whom IS 'Who took it on.';
COMMENT ON COLUMN commitments.to_whom IS 'For whom; empty where nobody is named.';
COMMENT ON COLUMN commitments.topics IS 'What about.';
COMMENT ON COLUMN commitments.sums IS 'Its sums as people write them.';
COMMENT ON COLUMN commitments.amounts IS 'Its sums as numbers with units.';
COMMENT ON COLUMN commitments.day IS 'Day of its latest act that has one.';
COMMENT ON COLUMN commitments.first_reported IS 'When the first article on it was published (UTC).';
COMMENT ON COLUMN commitments.last_reported IS 'When the last one was (UTC).';
COMMENT ON COLUMN commitments.outlets IS 'How many outlets reported it.';
COMMENT ON COLUMN commitments.acts IS 'How many acts report it.';
COMMENT ON COLUMN commitments.confidence IS 'Chance that it is right, 0 to 1.';

CREATE OR REPLACE VIEW timeline AS
SELECT a.pact_id, p.title AS pact,
    row_number() OVER (PARTITION BY a.pact_id ORDER BY coalesce(r.published, a.recorded_at), a.evidence_start, a.act_id)
        AS step,
    coalesce(a.act_date, r.published::DATE) AS "day", a.status, a.kind, list_transform(a.parties, lambda x: x.id) AS who,
    _sums(a.amounts) AS sums, a.place, a.evidence, r.outlet, r.title AS headline, r.url, r.published, a.confidence, a.act_id
FROM acts a JOIN articles r ON r.article_id = a.article_id JOIN pacts p ON p.pact_id = a.pact_id;
COMMENT ON VIEW timeline IS 'What was reported of each pact, in the order of reports, each with its proof. ORDER BY pact_id, step.';
COMMENT ON COLUMN timeline.pact_id IS 'pacts.pact_id.';
COMMENT ON COLUMN timeline.pact IS 'The pact''s title.';
COMMENT ON COLUMN timeline.step IS 'First report of the pact is 1.';
COMMENT ON COLUMN timeline.day IS 'Day of the act, else that of its publication.';
COMMENT ON COLUMN timeline.status IS 'Where the pact was, as this article told it.';
COMMENT ON COLUMN timeline.kind IS 'What the article called it.';
COMMENT ON COLUMN timeline.who IS 'The parties that the article names.';
COMMENT ON COLUMN timeline.sums IS 'The sums that the article names.';
COMMENT ON COLUMN timeline.place IS 'Place of the act, where the article tells it.';
COMMENT ON COLUMN timeline.evidence IS 'The sentence that shows it, verbatim.';
COMMENT ON COLUMN timeline.outlet IS 'Who published it.';
COMMENT ON COLUMN timeline.headline IS 'The article''s headline.';
COMMENT ON COLUMN timeline.url IS 'The article''s address.';
COMMENT ON COLUMN timeline.published IS 'When it was published (UTC).';
COMMENT ON COLUMN timeline.confidence IS 'Chance that the act is right, 0 to 1.';
COMMENT ON COLUMN timeline.act_id IS 'acts.act_id.';

CREATE OR REPLACE MACRO _alike(one, other) AS
    len(list_intersect(list_intersect(one, other), list_sort(list_distinct(list_concat(one, other)))[:64]))
    / len(list_sort(list_distinct(list_concat(one, other)))[:64]);

CREATE OR REPLACE VIEW copies AS
WITH texts AS (
    SELECT a.pact_id, r.article_id, r.outlet, r.title, r.url, r.published, r.sketch
    FROM (SELECT DISTINCT pact_id, article_id FROM acts) a JOIN articles r ON r.article_id = a.article_id
    WHERE len(r.sketch) > 0
)
SELECT pact_id, article_id, outlet, title AS headline, url, published, other_id AS copy_of, other_outlet AS copied_outlet,
    other_url AS copied_url, other_published AS copied_published, alike
FROM (
    SELECT later.*, earlier.article_id AS other_id, earlier.outlet AS other_outlet, earlier.url AS other_url,
        earlier.published AS other_published, _alike(later.sketch, earlier.sketch) AS alike
    FROM texts later JOIN texts earlier ON earlier.pact_id = later.pact_id AND earlier.outlet <> later.outlet
        AND (coalesce(earlier.published, 'infinity'), earlier.article_id) < (coalesce(later.published, 'infinity'), later.article_id))
WHERE alike >= 0.5;
COMMENT ON VIEW copies IS 'Articles on one pact whose text another outlet published before, give or take an edit; one row for each pair.';
COMMENT ON COLUMN copies.pact_id IS 'pacts.pact_id.';
COMMENT ON COLUMN copies.article_id IS 'articles.article_id of the later one; of two of one moment, the one with the greater id.';
COMMENT ON COLUMN copies.outlet IS 'Who published it.';
COMMENT ON COLUMN copies.headline IS 'Its headline.';
COMMENT ON COLUMN copies.url IS 'Its address.';
COMMENT ON COLUMN copies.published IS 'When it was published (UTC).';
COMMENT ON COLUMN copies.copy_of IS 'articles.article_id of the earlier one.';
COMMENT ON COLUMN copies.copied_outlet IS 'Who published that.';
COMMENT ON COLUMN copies.copied_url IS 'Its address.';
COMMENT ON COLUMN copies.copied_published IS 'When it was published (UTC).';
COMMENT ON COLUMN copies.alike IS 'Share of their runs of five words that both have, 0 to 1, as their sketches tell it.';

CREATE OR REPLACE VIEW news AS
SELECT c.recorded_at, c.change, c.before, c.after, p.title, p.kind, list_transform(p.parties, lambda x: x.id) AS who,
    p.topics, _sums(p.amounts) AS sums, p.confidence, len(p.outlets)::INTEGER AS outlets, a.evidence, r.outlet, r.url,
    r.published, p.pact_id, c.change_id
FROM changes c JOIN _pacts() p ON p.pact_id = c.pact_id LEFT JOIN acts a ON a.act_id = c.act_id
    LEFT JOIN articles r ON r.article_id = a.article_id;
COMMENT ON VIEW news IS 'What changed about which pact, with the sentence that brought it; what alerts are made from.';
COMMENT ON COLUMN news.recorded_at IS 'When the change was written here (UTC).';
COMMENT ON COLUMN news.change IS 'new, status, amount, parties or deadline.';
COMMENT ON COLUMN news.before IS 'Status, sums or parties before; null for a new pact and a deadline.';
COMMENT ON COLUMN news.after IS 'Status, sums or parties after; of a deadline, the day.';
COMMENT ON COLUMN news.title IS 'The pact''s title.';
COMMENT ON COLUMN news.kind IS 'The pact''s kind.';
COMMENT ON COLUMN news.who IS 'The pact''s parties.';
COMMENT ON COLUMN news.topics IS 'What about.';
COMMENT ON COLUMN news.sums IS 'The pact''s sums as people write them.';
COMMENT ON COLUMN news.confidence IS 'Chance that the pact is right, 0 to 1.';
COMMENT ON COLUMN news.outlets IS 'How many outlets reported the pact.';
COMMENT ON COLUMN news.evidence IS 'The sentence that brought the change.';
COMMENT ON COLUMN news.outlet IS 'Who published it.';
COMMENT ON COLUMN news.url IS 'The article''s address.';
COMMENT ON COLUMN news.published IS 'When it was published (UTC).';
COMMENT ON COLUMN news.pact_id IS 'pacts.pact_id.';
COMMENT ON COLUMN news.change_id IS 'changes.change_id.';

CREATE OR REPLACE VIEW who_with_whom AS
SELECT a.id AS one, b.id AS other, count(*) AS pacts, count(*) FILTER (type = 'agreement') AS agreements,
    count(*) FILTER (type = 'commitment') AS commitments,
    count(*) FILTER (status IN ('suspended', 'terminated', 'rejected', 'violated')) AS broken,
    min(first_reported) AS first_reported, max(last_reported) AS last_reported
FROM (
    SELECT type, status, first_reported, last_reported, a, unnest(sides) AS b
    FROM (SELECT type, status, first_reported, last_reported, sides, unnest(sides) AS a
          FROM (SELECT *, list_filter(parties, lambda p: p."role" <> 'mediator') AS sides FROM _pacts())))
WHERE a.id < b.id
GROUP BY a.id, b.id;
COMMENT ON VIEW who_with_whom IS 'Pairs of actors and how many pacts they share, mediators aside; each pair once, one before other by name.';
COMMENT ON COLUMN who_with_whom.one IS 'As in pacts.parties.';
COMMENT ON COLUMN who_with_whom.other IS 'As in pacts.parties.';
COMMENT ON COLUMN who_with_whom.pacts IS 'Pacts that both are in.';
COMMENT ON COLUMN who_with_whom.agreements IS 'Of these, agreements.';
COMMENT ON COLUMN who_with_whom.commitments IS 'Of these, commitments.';
COMMENT ON COLUMN who_with_whom.broken IS 'Of these, suspended, terminated, rejected or violated.';
COMMENT ON COLUMN who_with_whom.first_reported IS 'When the first article on any of them was published (UTC).';
COMMENT ON COLUMN who_with_whom.last_reported IS 'When the last one was (UTC).';

CREATE OR REPLACE VIEW outlet_record AS
SELECT outlet, count(*) AS articles, count(*) FILTER (found > 0) AS with_acts, sum(found)::BIGINT AS acts,
    min(published) AS first_published, max(published) AS last_published
FROM articles LEFT JOIN (SELECT article_id, count(*) AS found FROM acts GROUP BY article_id) USING (article_id)
GROUP BY outlet;
COMMENT ON VIEW outlet_record IS 'How much each outlet published, and how much of it reports acts.';
COMMENT ON COLUMN outlet_record.outlet IS 'Who published.';
COMMENT ON COLUMN outlet_record.articles IS 'Articles of it in the ledger.';
COMMENT ON COLUMN outlet_record.with_acts IS 'Of these, those that report an act.';
COMMENT ON COLUMN outlet_record.acts IS 'Acts that they report.';
COMMENT ON COLUMN outlet_record.first_published IS 'When its first article was published (UTC).';
COMMENT ON COLUMN outlet_record.last_published IS 'When its last one was (UTC).';

CREATE OR REPLACE VIEW source_health AS
SELECT s.name, s.outlet, max(p.polled_at) AS last_poll, arg_max(p.http_status, p.polled_at) AS http_status,
    arg_max(coalesce(p.problem, ''), p.polled_at) AS problem, max(p.polled_at) FILTER (p.new_entries > 0) AS last_news,
    count(p.poll_id) AS polls, count(p.problem) AS failed, coalesce(sum(p.new_entries), 0)::BIGINT AS entries
FROM sources s LEFT JOIN polls p ON p.source = s.name
GROUP BY s.name, s.outlet;
COMMENT ON VIEW source_health IS 'Which sources answer, which fail, and which have gone quiet.';
COMMENT ON COLUMN source_health.name IS 'sources.name.';
COMMENT ON COLUMN source_health.outlet IS 'Who publishes it.';
COMMENT ON COLUMN source_health.last_poll IS 'When it was asked last (UTC).';
COMMENT ON COLUMN source_health.http_status IS 'HTTP status of that answer.';
COMMENT ON COLUMN source_health.problem IS 'What went wrong then, as a code; empty where nothing did.';
COMMENT ON COLUMN source_health.last_news IS 'When it last listed something new (UTC).';
COMMENT ON COLUMN source_health.polls IS 'How often it was asked.';
COMMENT ON COLUMN source_health.failed IS 'How often that went wrong.';
COMMENT ON COLUMN source_health.entries IS 'New entries that it listed in all.';

CREATE OR REPLACE VIEW alert_log AS
SELECT d.queued_at, d.subscription, d.channel, d.state, p.title, c.change, c.after, count(t.attempt_id) AS tries,
    arg_max(t.outcome, t.number) AS outcome, arg_max(t.detail, t.number) AS detail, d.next_try_at, d.settled_at, d.delivery_id
FROM deliveries d LEFT JOIN changes c ON c.change_id = d.change_id LEFT JOIN pacts p ON p.pact_id = c.pact_id
    LEFT JOIN attempts t ON t.delivery_id = d.delivery_id
GROUP BY ALL;
COMMENT ON VIEW alert_log IS 'Who was told what, when, and what became of it.';
COMMENT ON COLUMN alert_log.queued_at IS 'When it was written (UTC).';
COMMENT ON COLUMN alert_log.subscription IS 'subscriptions.name.';
COMMENT ON COLUMN alert_log.channel IS 'Reference to the channel.';
COMMENT ON COLUMN alert_log.state IS 'queued, sending, delivered, dead or withdrawn.';
COMMENT ON COLUMN alert_log.title IS 'The pact''s title.';
COMMENT ON COLUMN alert_log.change IS 'new, status, amount, parties or deadline; null where a known pact only now fits a subscription.';
COMMENT ON COLUMN alert_log.after IS 'The status, sums, parties or day that it told of.';
COMMENT ON COLUMN alert_log.tries IS 'How often it was tried.';
COMMENT ON COLUMN alert_log.outcome IS 'Outcome of the last try, as in attempts.outcome.';
COMMENT ON COLUMN alert_log.detail IS 'What the channel said to it.';
COMMENT ON COLUMN alert_log.next_try_at IS 'Not tried again before then (UTC).';
COMMENT ON COLUMN alert_log.settled_at IS 'When it was delivered or given up (UTC).';
COMMENT ON COLUMN alert_log.delivery_id IS 'deliveries.delivery_id.';

-- The id of an actor, from its id or its English name in any case; what is not known comes back in capitals.
-- SELECT actor('Japan')
CREATE OR REPLACE MACRO actor(who) AS
    coalesce((SELECT min(actor_id) FROM actors WHERE actor_id = upper(who) OR lower(name) = lower(who)), upper(who));

-- Pacts that an actor (its id or English name) is in, with its role and the others, last reported first.
-- FROM pacts_of('JPN')
CREATE OR REPLACE MACRO pacts_of(who) AS TABLE
    SELECT title, status, kind, list_filter(parties, lambda p: p.id = me)[1]."role" AS "role",
        list_filter(list_transform(parties, lambda p: p.id), lambda i: i <> me) AS others, topics, _sums(amounts) AS sums,
        pact_date AS "day", len(outlets)::INTEGER AS outlets, confidence, last_reported, pact_id
    FROM _pacts(), (SELECT actor(who) AS me)
    WHERE list_contains(list_transform(parties, lambda p: p.id), me)
    ORDER BY last_reported DESC NULLS LAST, pact_id;

-- Pacts that two actors are both in, last reported first.
-- FROM pacts_between('JPN', 'USA')
CREATE OR REPLACE MACRO pacts_between(one, other) AS TABLE
    SELECT title, status, kind, topics, _sums(amounts) AS sums, pact_date AS "day", len(outlets)::INTEGER AS outlets,
        confidence, last_reported, pact_id
    FROM _pacts() WHERE list_has_all(list_transform(parties, lambda p: p.id), [actor(one), actor(other)])
    ORDER BY last_reported DESC NULLS LAST, pact_id;

-- Pacts of a bloc's members with anyone outside it, and of the bloc itself; empty for an actor without a list of members.
-- FROM pacts_of_bloc('ASEAN')
CREATE OR REPLACE MACRO pacts_of_bloc(bloc) AS TABLE
    SELECT title, status, kind, list_filter(list_transform(parties, lambda p: p.id), lambda i: list_contains(us, i)) AS inside,
        list_filter(list_transform(parties, lambda p: p.id), lambda i: NOT list_contains(us, i)) AS outside,
        topics, pact_date AS "day", confidence, last_reported, pact_id
    FROM _pacts(), (SELECT list_append(members, actor_id) AS us FROM actors WHERE actor_id = actor(bloc) AND len(members) > 0)
    WHERE list_has_any(list_transform(parties, lambda p: p.id), us)
    ORDER BY last_reported DESC NULLS LAST, pact_id;

-- Everything reported of one pact, by its id or a former one, in order, with its proof.
-- FROM timeline_of('0123456789abcdef0123456789abcdef')
CREATE OR REPLACE MACRO timeline_of(pact) AS TABLE
    SELECT step, "day", status, kind, who, sums, place, evidence, outlet, headline, url, published, confidence, act_id
    FROM timeline WHERE pact_id = coalesce((SELECT max(f.pact_id) FROM former_pacts f WHERE f.former_id = pact), pact)
    ORDER BY step;

-- What the ledger learnt since a moment (a time, or a day at midnight UTC), the latest first.
-- FROM new_since('2025-10-28')
CREATE OR REPLACE MACRO new_since(moment) AS TABLE
    SELECT * FROM news WHERE recorded_at >= moment::TIMESTAMPTZ ORDER BY recorded_at DESC, pact_id;

-- Pacts that went wrong (suspended, violated, terminated or rejected) since a moment, with the sentence that says so.
-- FROM broken_since('2025-10-01')
CREATE OR REPLACE MACRO broken_since(moment) AS TABLE
    SELECT recorded_at, before, after, title, who, topics, confidence, outlets, evidence, outlet, url, pact_id
    FROM news WHERE recorded_at >= moment::TIMESTAMPTZ AND after IN ('suspended', 'violated', 'terminated', 'rejected')
    ORDER BY recorded_at DESC, pact_id;

-- Agreements reached or signed that nothing was reported of for so many days, so neither ratified nor in force; `upto`
-- is the day to count to (today unless told).
-- FROM waiting(180, upto := DATE '2026-06-30')
CREATE OR REPLACE MACRO waiting(days, upto := '') AS TABLE
    SELECT title, status, kind, sides, topics, last_reported::DATE AS last_report,
        date_diff('day', last_reported::DATE, coalesce(try_cast(upto AS DATE), current_date)) AS days, confidence, pact_id
    FROM agreements
    WHERE status IN ('agreed', 'signed') AND date_diff('day', last_reported::DATE, coalesce(try_cast(upto AS DATE), current_date)) >= days
    ORDER BY last_reported, pact_id;

-- Pacts that only one outlet reports, or that are less sure than told, and that no person confirmed: to be checked before
-- they are relied on.
-- FROM unconfirmed(0.6)
CREATE OR REPLACE MACRO unconfirmed(sure := 0.6) AS TABLE
    SELECT title, status, kind, list_transform(parties, lambda p: p.id) AS who, confidence, outlets, first_reported, pact_id
    FROM _pacts() WHERE standing IS NULL AND (len(outlets) < 2 OR confidence < sure)
    ORDER BY first_reported DESC NULLS LAST, pact_id;

CREATE OR REPLACE VIEW source_health AS
SELECT s.name, s.outlet, coalesce(h.moved_to, s.url) AS url, s.country, s.language, h.kind,
    coalesce(h.state, 'active') AS state, h.last_success, h.last_new, coalesce(h.failures, 0)::INTEGER AS failures,
    h.last_poll, greatest(h.next_poll, h.wait_until) AS next_poll, h.poll_interval, h.detail
FROM sources AS s LEFT JOIN source_states AS h ON h.name = s.name AND h.url = s.url;
COMMENT ON VIEW source_health IS 'How each source is doing: when it last answered and last had news, what is wrong, and when it is asked next.';
COMMENT ON COLUMN source_health.name IS 'sources.name.';
COMMENT ON COLUMN source_health.outlet IS 'Who publishes it, as the settings say.';
COMMENT ON COLUMN source_health.url IS 'Where it is asked: the settings'' address, or where it moved for good.';
COMMENT ON COLUMN source_health.country IS 'ISO 3166-1 alpha-3 code of the country it is of.';
COMMENT ON COLUMN source_health.language IS 'ISO 639-1 code of its articles'' language.';
COMMENT ON COLUMN source_health.kind IS 'rss, atom, json, sitemap or links; null until it answered.';
COMMENT ON COLUMN source_health.state IS 'active, quiet (answers, but has had nothing new for two weeks), failing, retired (gone for good, 410) or paused.';
COMMENT ON COLUMN source_health.last_success IS 'When it last answered well (UTC).';
COMMENT ON COLUMN source_health.last_new IS 'When it last had an entry that was new (UTC).';
COMMENT ON COLUMN source_health.failures IS 'Times in a row that it did not answer well.';
COMMENT ON COLUMN source_health.last_poll IS 'When it was last asked (UTC).';
COMMENT ON COLUMN source_health.next_poll IS 'Before when it is not asked again (UTC); null: with the next run.';
COMMENT ON COLUMN source_health.poll_interval IS 'Seconds from one time to the next.';
COMMENT ON COLUMN source_health.detail IS 'What went wrong last time, in one line with the remedy.';
