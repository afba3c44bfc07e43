/*
 * The same leads in SQLite 3, and the same queries.
 *
 *	sqlite build DB N SEED usual|covering
 *	sqlite run DB QUERIES usual|covering RUNS
 *
 * "usual" has the indexes that a person would make, "covering" one for each
 * class of queries besides, with all that a class looks at.  Both have FTS5.
 */
#include <sqlite3.h>
#include <stdlib.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/str.h"
#include "tests/bench/measure.h"
#include "tests/bench/records.h"

static sqlite3 *db;

static void
fail(const char *what)
{
	(void)fprintf(stderr, "%s: %s\n", what, sqlite3_errmsg(db));
	exit(1);
}

static void
run_sql(const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		fail(sql);
}

static sqlite3_stmt *
prepare(const char *sql)
{
	sqlite3_stmt *statement;

	if (sqlite3_prepare_v2(db, sql, -1, &statement, NULL) != SQLITE_OK)
		fail(sql);
	return statement;
}

static void
step(sqlite3_stmt *statement)
{
	if (sqlite3_step(statement) != SQLITE_DONE)
		fail("insert");
	(void)sqlite3_reset(statement); /* its error was that of the step */
}

/* ---- building ---- */

static const char tables[] =
    "CREATE TABLE lead(id INTEGER PRIMARY KEY,login TEXT,name TEXT,company "
    "TEXT,place INTEGER,location TEXT,tier INTEGER,points INTEGER,score REAL,"
    "coverage INTEGER,band INTEGER,involvement INTEGER,is_out INTEGER,"
    "followers INTEGER,stars INTEGER,role_pulls INTEGER,role_reviews INTEGER,"
    "last_active INTEGER,first_seen INTEGER,hireable INTEGER,linkedin INTEGER,"
    "website INTEGER,social INTEGER,languages TEXT,skills TEXT,headline TEXT,"
    "reason TEXT,missing TEXT);"
    "CREATE TABLE evidence(id INTEGER PRIMARY KEY,json TEXT,signals BLOB);"
    "CREATE TABLE lead_language(lead INTEGER,language TEXT,PRIMARY KEY(lead,"
    "language)) WITHOUT ROWID;"
    "CREATE TABLE lead_skill(lead INTEGER,skill TEXT,PRIMARY KEY(lead,skill)) "
    "WITHOUT ROWID;"
    "CREATE VIRTUAL TABLE fts USING fts5(words,content='',columnsize=0);";

static const char usual_indexes[] =
    "CREATE INDEX by_rank ON lead(tier,points DESC,id);"
    "CREATE INDEX by_company ON lead(company);"
    "CREATE INDEX by_place ON lead(place);"
    "CREATE INDEX by_followers ON lead(followers);"
    "CREATE INDEX by_stars ON lead(stars);"
    "CREATE INDEX by_active ON lead(last_active);"
    "CREATE INDEX by_language ON lead_language(language);"
    "CREATE INDEX by_skill ON lead_skill(skill);";

/* What is asked of a lead, and what a table of leads shows. */
#define CARD                                                           \
	"is_out,tier,worst,id,last_active,followers,stars,coverage,"   \
	"role_pulls,hireable,login,name,band,location,company,reason," \
	"missing"
#define CARD_OF_LEAD                                                        \
	"l.is_out,l.tier,-l.points,l.id,l.last_active,l.followers,l.stars," \
	"l.coverage,l.role_pulls,l.hireable,l.login,l.name,l.band,"         \
	"l.location,l.company,l.reason,l.missing"
#define KEYED "PRIMARY KEY("
#define ORDER "is_out,tier,worst,id)) WITHOUT ROWID;"

static const char covering_indexes[] =
    "CREATE TABLE ranked(" CARD "," KEYED ORDER
    "INSERT INTO ranked SELECT " CARD_OF_LEAD " FROM lead l ORDER BY 1,2,3,4;"
    "CREATE TABLE term(kind INTEGER,value TEXT," CARD "," KEYED
    "kind,value," ORDER "INSERT INTO term SELECT 1,g.language," CARD_OF_LEAD
    " FROM lead_language g JOIN lead l ON l.id=g.lead ORDER BY 1,2,3,4,5,6;"
    "INSERT INTO term SELECT 2,s.skill," CARD_OF_LEAD
    " FROM lead_skill s JOIN lead l ON l.id=s.lead ORDER BY 1,2,3,4,5,6;"
    "INSERT INTO term SELECT 3,l.company," CARD_OF_LEAD
    " FROM lead l WHERE l.company IS NOT NULL ORDER BY 1,2,3,4,5,6;"
    "INSERT INTO term SELECT 4,w.ancestor," CARD_OF_LEAD
    " FROM within w JOIN lead l ON l.place=w.place ORDER BY 1,2,3,4,5,6;"
    "CREATE TABLE pair(language TEXT,place TEXT," CARD "," KEYED
    "language,place," ORDER
    "INSERT INTO pair SELECT g.language,w.ancestor," CARD_OF_LEAD
    " FROM lead_language g JOIN lead l ON l.id=g.lead JOIN within w ON "
    "w.place=l.place ORDER BY 1,2,3,4,5,6;";

struct inserts {
	sqlite3_stmt *lead, *evidence, *language, *skill, *words;
};

static void
bind_texts(sqlite3_stmt *statement, int at, struct buf *text)
{
	(void)sqlite3_bind_text(statement, at,
	    text->data != NULL ? text->data : "", (int)text->len,
	    SQLITE_TRANSIENT); /* a failure shows in the step */
}

static void
bind_text(sqlite3_stmt *statement, int at, const char *text)
{
	if (text == NULL)
		(void)sqlite3_bind_null(statement, at);
	else
		(void)sqlite3_bind_text(statement, at, text, -1,
		    SQLITE_TRANSIENT);
}

/* A word between, so that no phrase spans two texts. */
static void
add_items(const struct made_world *world, const struct made_item *items, int n,
    struct buf *out)
{
	for (int i = 0; i < n; i++) {
		made_text_put(&world->text, &items[i].text, MADE_TEXT, out);
		buf_text(out, " zqzqzq ");
	}
}

static void
bind_figures(sqlite3_stmt *lead, const struct made_world *world,
    const struct made_person *it)
{
	const int64_t figures[] = { it->is_out ? 255 : it->n_missing,
		(int64_t)round(it->score * 10) };
	const int64_t others[] = { (int64_t)round(it->coverage * 100), it->band,
		it->involvement, it->is_out, it->followers, it->stars,
		it->role_pulls, it->role_reviews, it->last_active,
		it->first_seen, it->hireable, it->linkedin, it->website,
		it->social };
	int at = 10;

	(void)sqlite3_bind_int64(lead, 5,
	    it->place < 0 ? 0 : world->places[it->place]);
	for (int i = 0; i < 2; i++)
		(void)sqlite3_bind_int64(lead, 7 + i, figures[i]);
	(void)sqlite3_bind_double(lead, 9, it->score);
	for (size_t i = 0; i < COUNT(others); i++)
		(void)sqlite3_bind_int64(lead, at++, others[i]);
}

static void
insert_lead(struct inserts *to, const struct made_world *world,
    const struct made_person *it, struct arena *arena, struct buf *text)
{
	struct person person;

	made_person_record(arena, world, it, &person);
	(void)sqlite3_bind_int64(to->lead, 1, it->id);
	bind_text(to->lead, 2, person.login);
	bind_text(to->lead, 3, person.name);
	bind_text(to->lead, 4, person.company);
	bind_text(to->lead, 6, person.location);
	bind_figures(to->lead, world, it);
	buf_reset(text);
	for (int i = 0; i < it->n_languages; i++)
		buf_format(text, "%s%s", i > 0 ? "; " : "",
		    made_languages[it->languages[i]]);
	bind_texts(to->lead, 24, text);
	buf_reset(text);
	for (int i = 0; i < it->n_skills; i++)
		buf_format(text, "%s%s", i > 0 ? "; " : "",
		    made_skills[it->skills[i]]);
	bind_texts(to->lead, 25, text);
	bind_text(to->lead, 26, made_headline(arena, it));
	bind_text(to->lead, 27, made_sentence(arena, world, it));
	buf_reset(text);
	for (int i = 0; i < it->n_missing; i++)
		buf_format(text, "%s%s", i > 0 ? "; " : "", made_needs[i]);
	bind_texts(to->lead, 28, text);
	step(to->lead);
}

static void
insert_terms(struct inserts *to, const struct made_world *world,
    const struct made_person *it, struct arena *arena, struct buf *text)
{
	uint16_t signals[2 * MADE_FAMILIES];

	for (int i = 0; i < it->n_languages; i++) {
		(void)sqlite3_bind_int64(to->language, 1, it->id);
		(void)sqlite3_bind_text(to->language, 2,
		    made_languages[it->languages[i]], -1, SQLITE_STATIC);
		step(to->language);
	}
	for (int i = 0; i < it->n_skills; i++) {
		(void)sqlite3_bind_int64(to->skill, 1, it->id);
		(void)sqlite3_bind_text(to->skill, 2,
		    made_skills[it->skills[i]], -1, SQLITE_STATIC);
		step(to->skill);
	}
	buf_reset(text);
	add_items(world, it->pulls, it->n_pulls, text);
	add_items(world, it->comments, it->n_comments, text);
	add_items(world, it->commits, it->n_commits, text);
	(void)sqlite3_bind_int64(to->words, 1, it->id);
	bind_texts(to->words, 2, text);
	step(to->words);
	buf_reset(text);
	made_evidence_json(world, arena, it, text);
	/* In ten thousandths, as a signal's column. */
	for (int i = 0; i < MADE_FAMILIES; i++) {
		signals[i] = (uint16_t)(it->values[i] * 10000);
		signals[MADE_FAMILIES + i] = (uint16_t)(it->shares[i] * 10000);
	}
	(void)sqlite3_bind_blob(to->evidence, 3, signals, sizeof(signals),
	    SQLITE_TRANSIENT); /* a failure shows in the step */
	(void)sqlite3_bind_int64(to->evidence, 1, it->id);
	bind_texts(to->evidence, 2, text);
	step(to->evidence);
}

/* Each place with all that it lies in. */
static void
insert_places(const struct made_world *world)
{
	sqlite3_stmt *insert;

	run_sql("CREATE TABLE within(place INTEGER,ancestor TEXT,"
		"PRIMARY KEY(place,ancestor)) WITHOUT ROWID");
	insert = prepare("INSERT INTO within VALUES(?,?)");
	for (int i = 0; i < world->n_places; i++)
		for (int j = 0; j < world->n_places; j++) {
			if (!places_within(world->tree, world->places[i],
				world->places[j]))
				continue;
			(void)sqlite3_bind_int64(insert, 1, world->places[i]);
			(void)sqlite3_bind_int64(insert, 2, world->places[j]);
			step(insert);
		}
	(void)sqlite3_finalize(insert);
}

static void
insert_all(const struct made_world *world, int64_t n)
{
	struct inserts to = {
		.lead = prepare(
		    "INSERT INTO lead VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,"
		    "?,?,?,?,?,?,?,?,?,?,?)"),
		.evidence = prepare("INSERT INTO evidence VALUES(?,?,?)"),
		.language = prepare("INSERT INTO lead_language VALUES(?,?)"),
		.skill = prepare("INSERT INTO lead_skill VALUES(?,?)"),
		.words = prepare("INSERT INTO fts(rowid,words) VALUES(?,?)"),
	};
	struct arena arena = { NULL, 0 };
	static struct made_person it;
	struct buf text;

	buf_init(&text, 1024 * 1024);
	for (int64_t i = 0; i < n; i++) {
		made_person(world, i, &it);
		insert_lead(&to, world, &it, &arena, &text);
		insert_terms(&to, world, &it, &arena, &text);
		arena_reset(&arena);
	}
	buf_done(&text);
	arena_done(&arena);
	(void)sqlite3_finalize(to.lead);
	(void)sqlite3_finalize(to.evidence);
	(void)sqlite3_finalize(to.language);
	(void)sqlite3_finalize(to.skill);
	(void)sqlite3_finalize(to.words);
}

static void
build(int64_t n, uint64_t seed, bool is_covering)
{
	struct made_world world;
	double start = measure_now();

	if (made_world_init(&world, seed) < 0)
		exit(1);
	run_sql("PRAGMA journal_mode=OFF;PRAGMA synchronous=OFF;"
		"PRAGMA cache_size=-500000;PRAGMA temp_store=MEMORY;BEGIN");
	run_sql(tables);
	insert_all(&world, n);
	run_sql(usual_indexes);
	run_sql("COMMIT;ANALYZE");
	printf("sqlite-load\t%.2f\n", measure_now() - start);
	if (!is_covering)
		return;
	run_sql("BEGIN");
	insert_places(&world);
	run_sql(covering_indexes);
	run_sql("COMMIT;ANALYZE");
	printf("sqlite-load-covering\t%.2f\n", measure_now() - start);
}

/* ---- running ---- */

/* A list's ids go into the sum, a count itself. */
static int64_t
run_one(const char *sql, int64_t offset)
{
	int64_t sum = 0;

	while (sql[0] != '\0') {
		sqlite3_stmt *statement;
		int rc;

		if (sqlite3_prepare_v2(db, sql, -1, &statement, &sql) !=
		    SQLITE_OK)
			fail(sql);
		while ((rc = sqlite3_step(statement)) == SQLITE_ROW) {
			int64_t first = sqlite3_column_int64(statement, 0);

			for (int i = 1; i < sqlite3_column_count(statement);
			     i++)
				measure_touch(sqlite3_column_text(statement, i),
				    (size_t)sqlite3_column_bytes(statement, i));
			sum += offset == -2 ? 0 : first;
		}
		if (rc != SQLITE_DONE)
			fail(sql);
		(void)sqlite3_finalize(statement);
	}
	return sum;
}

int
main(int argc, char **argv)
{
	int64_t n, seed, runs;

	if (argc == 6 && strcmp(argv[1], "build") == 0 &&
	    str_to_int(argv[3], 1, 100000000, &n) == 0 &&
	    str_to_int(argv[4], 1, INT64_MAX, &seed) == 0) {
		if (sqlite3_open(argv[2], &db) != SQLITE_OK)
			fail(argv[2]);
		build(n, (uint64_t)seed, strcmp(argv[5], "covering") == 0);
	} else if (argc == 6 && strcmp(argv[1], "run") == 0 &&
	    str_to_int(argv[5], 1, 100, &runs) == 0) {
		bool is_covering = strcmp(argv[4], "covering") == 0;

		if (sqlite3_open_v2(argv[2], &db, SQLITE_OPEN_READONLY, NULL) !=
		    SQLITE_OK)
			fail(argv[2]);
		run_sql("PRAGMA mmap_size=64000000000;"
			"PRAGMA cache_size=-200000;PRAGMA temp_store=MEMORY");
		measure_queries(argv[3],
		    is_covering ? "sqlite-covering" : "sqlite-usual", runs,
		    is_covering ? MEASURE_COVERING : MEASURE_USUAL, run_one);
	} else {
		(void)fputs("usage: sqlite build DB N SEED usual|covering\n"
			    "       sqlite run DB QUERIES usual|covering "
			    "RUNS\n",
		    stderr);
		return 2;
	}
	return sqlite3_close(db) == SQLITE_OK ? 0 : 1;
}
