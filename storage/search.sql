-- A word is what is no space and no punctuation: classes of all the world's letters (\pL) take ten times as long to prepare
-- as the rest of a search.
CREATE OR REPLACE MACRO _word(words, i) AS
    list_extract(regexp_extract_all(regexp_replace(lower(words), '\b(?:the|of|and|in|on|to|for|with|by|at|an)\b', ' ', 'g'),
        '[^\s[:punct:]–—“”‘’«»]{2,}\*?'), i);
-- Letters that every form of a word has; one in y has two, so that `treaty` is not looked for in `threat`.
CREATE OR REPLACE MACRO _letters(w, y) AS
    regexp_replace(regexp_replace(w, '^(..+?)(?:ies|ied|ying|y)$', '\1' || y), '^(...+?)(?:es|ed|ing|e|s|\*)$', '\1');
CREATE OR REPLACE MACRO _may_have(text, w) AS
    coalesce(contains(text, _letters(w, 'y')), false)
    OR CASE WHEN _letters(w, 'y') <> _letters(w, 'ie') THEN contains(text, _letters(w, 'ie')) ELSE false END;
-- One rule after the other; what a rule has changed ends in a bracket, so that the next leaves it alone.
CREATE OR REPLACE MACRO _pattern(w) AS
    '(?:^|[\s[:punct:]–—“”‘’«»])' || regexp_replace(regexp_replace(regexp_replace(regexp_replace(w,
        '^(.+)\*$', '\1(?:)'),
        '^(.{2,3})$', '\1(?:$|[\\s[:punct:]–—“”‘’«»])'),
        '^(..+?)(?:ies|ied|ying|y)$', '\1(?:y|ies|ied|ying)(?:$|[\\s[:punct:]–—“”‘’«»])'),
        '^([^)]{3,}?)(?:es|ed|ing|e|s)?$', '\1(?:e|s|es|ed|ing)?(?:$|[\\s[:punct:]–—“”‘’«»])');
CREATE OR REPLACE MACRO _times(text, w) AS coalesce(len(regexp_extract_all(text, _pattern(w))), 0);
CREATE OR REPLACE MACRO _weight(found, everything) AS ln(1 + (everything - found + 0.5) / (found + 0.5));
CREATE OR REPLACE MACRO _bm25(times, share) AS 2.2 * times / (times + 1.2 * (0.25 + 0.75 * share));

-- Headlines and evidence that have any of some words (the first five count), those that fit best first: BM25 over
-- sentences; an article's score is that of its headline and of its best evidence. A word finds its plain endings (treaty,
-- treaties; sign, signed), and `ratif*` all that starts so. It reads the texts themselves, so it is never out of date.
-- FROM search('fisheries treaty')
CREATE OR REPLACE MACRO search(words, most := 50) AS TABLE
    WITH texts AS (
        SELECT article_id, NULL AS act_id, lower(title) AS text FROM articles
        UNION ALL SELECT article_id, act_id, lower(evidence) FROM acts
    ), hits AS MATERIALIZED (
        SELECT * FROM (
            SELECT article_id, act_id, text,
                _may_have(text, _word(words, 1)) AS a,
                _may_have(text, _word(words, 2)) AS b,
                _may_have(text, _word(words, 3)) AS c,
                _may_have(text, _word(words, 4)) AS d,
                _may_have(text, _word(words, 5)) AS e
            FROM texts)
        WHERE a OR b OR c OR d OR e
    ), weights AS MATERIALIZED (
        SELECT _weight(count(*) FILTER (a), n) AS wa,
            _weight(count(*) FILTER (b), n) AS wb,
            _weight(count(*) FILTER (c), n) AS wc,
            _weight(count(*) FILTER (d), n) AS wd,
            _weight(count(*) FILTER (e), n) AS we,
            avg(strlen(text)) AS usual
        FROM hits, (SELECT (SELECT count(*) FROM articles) + (SELECT count(*) FROM acts) AS n)
        GROUP BY n
    ), best AS (
        SELECT article_id, act_id, text, wa, wb, wc, wd, we, strlen(text) / usual AS share FROM hits, weights
        ORDER BY a::INTEGER * wa + b::INTEGER * wb + c::INTEGER * wc + d::INTEGER * wd + e::INTEGER * we DESC,
            strlen(text), article_id, act_id
        LIMIT 2000
    ), counted AS (
        SELECT * EXCLUDE (text),
            _times(text, _word(words, 1)) AS a,
            _times(text, _word(words, 2)) AS b,
            _times(text, _word(words, 3)) AS c,
            _times(text, _word(words, 4)) AS d,
            _times(text, _word(words, 5)) AS e
        FROM best
    ), scored AS (
        SELECT article_id, act_id,
            wa * _bm25(a, share) + wb * _bm25(b, share) + wc * _bm25(c, share) + wd * _bm25(d, share) + we * _bm25(e, share) AS points
        FROM counted
    ), ranked AS (
        SELECT article_id, arg_max(act_id, points) FILTER (act_id IS NOT NULL) AS act_id,
            coalesce(max(points) FILTER (act_id IS NULL), 0) + coalesce(max(points) FILTER (act_id IS NOT NULL), 0) AS score
        FROM scored WHERE points > 0
        GROUP BY article_id ORDER BY score DESC, article_id LIMIT most
    )
    SELECT round(score, 2) AS score, r.title AS headline, x.evidence, x.status, r.outlet, r.published, r.url, x.pact_id,
        article_id
    FROM ranked JOIN articles r USING (article_id) LEFT JOIN acts x ON x.act_id = ranked.act_id
    ORDER BY ranked.score DESC, r.published DESC NULLS LAST, article_id;
