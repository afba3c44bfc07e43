/*
 * Writes queries with the distribution of people.h: queries N SEED CLASS-SIZE.
 * A line is class, query, offset, limit, SQL for the usual indexes, SQL for the
 * covering ones; tabs between.  An offset of -1 counts, -2 asks for facets.
 */
#include <stdlib.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/str.h"
#include "tests/bench/people.h"

enum {
	LIMIT = 50,
	COUNT_ONLY = -1,
	FACETS = -2,
	PAGE_100 = 99 * LIMIT,
	/* Last active 24 months ago: what is hidden by default. */
	INACTIVE = 24 * CLOCK_MONTH_S
};

enum kind {
	KIND_LANG = 1,
	KIND_SKILL,
	KIND_COMPANY,
	KIND_PLACE,
	KIND_CARD,
	KIND_WORD
};

struct condition {
	enum kind kind;
	char query[160];
	char value[64]; /* of a term, as SQL */
	char places[16384]; /* of a place: all within */
	char card[128]; /* on the table of leads */
};

struct query {
	struct condition conditions[3];
	int n;
	const char *sort; /* "" or a field */
	const char *order; /* as SQL */
	int64_t offset;
};

static struct made_world world;
static struct chance chance;
static int64_t people;

/* ---- conditions ---- */

static struct condition
language(int i)
{
	struct condition it = { .kind = KIND_LANG };

	(void)snprintf(it.query, sizeof(it.query), "lang:%s",
	    made_languages[i]);
	(void)snprintf(it.value, sizeof(it.value), "'%s'", made_languages[i]);
	return it;
}

static struct condition
skill(int i)
{
	struct condition it = { .kind = KIND_SKILL };

	(void)snprintf(it.query, sizeof(it.query), "skill:%s", made_skills[i]);
	(void)snprintf(it.value, sizeof(it.value), "'%s'", made_skills[i]);
	return it;
}

static struct condition
company(int i)
{
	struct condition it = { .kind = KIND_COMPANY };
	char name[40];

	made_company(i, name, sizeof(name));
	(void)snprintf(it.query, sizeof(it.query), "company:\"%s\"", name);
	(void)snprintf(it.value, sizeof(it.value), "'%s'", name);
	return it;
}

static struct condition
place(int i)
{
	struct condition it = { .kind = KIND_PLACE };
	const struct place *asked = places_get(world.tree, world.places[i]);
	size_t at = 0;

	/* Two may bear one name: the tree's choice is what is asked for. */
	asked = places_find(world.tree, asked->name);
	(void)snprintf(it.query, sizeof(it.query), "loc:\"%s\"", asked->name);
	(void)snprintf(it.value, sizeof(it.value), "'%lld'",
	    (long long)asked->id);
	for (int p = 0; p < world.n_places; p++)
		if (places_within(world.tree, world.places[p], asked->id) &&
		    at + 8 < sizeof(it.places))
			at += (size_t)snprintf(it.places + at,
			    sizeof(it.places) - at, "%s%lld", at > 0 ? "," : "",
			    (long long)world.places[p]);
	return it;
}

/* Figures as they are spread, so that a third or so of all have them. */
static struct condition
figure(void)
{
	struct condition it = { .kind = KIND_CARD };
	int how = chance_below(&chance, 5);
	int64_t n = 20 + chance_below(&chance, 100);

	if (how == 0) {
		(void)snprintf(it.query, sizeof(it.query), "followers:%lld..",
		    (long long)n);
		(void)snprintf(it.card, sizeof(it.card), "followers>=%lld",
		    (long long)n);
	} else if (how == 1) {
		(void)snprintf(it.query, sizeof(it.query), "stars:%lld..",
		    (long long)n);
		(void)snprintf(it.card, sizeof(it.card), "stars>=%lld",
		    (long long)n);
	} else if (how == 2) {
		(void)snprintf(it.query, sizeof(it.query), "coverage:%lld..",
		    (long long)n % 90);
		(void)snprintf(it.card, sizeof(it.card), "coverage>=%lld",
		    (long long)n % 90);
	} else if (how == 3) {
		(void)snprintf(it.query, sizeof(it.query), "prs:%lld..",
		    (long long)n % 30);
		(void)snprintf(it.card, sizeof(it.card), "role_pulls>=%lld",
		    (long long)n % 30);
	} else {
		(void)snprintf(it.query, sizeof(it.query), "hireable:yes");
		(void)snprintf(it.card, sizeof(it.card), "hireable=1");
	}
	return it;
}

static const struct made_text *
any_text(struct made_person *it)
{
	int i;

	made_person(&world, (int64_t)(chance_next(&chance) % (uint64_t)people),
	    it);
	i = chance_below(&chance, it->n_pulls);
	return &it->pulls[i].text;
}

/* Words that stand side by side in somebody's title. */
static struct condition
words(int n)
{
	struct condition it = { .kind = KIND_WORD };
	struct made_person from;
	const struct made_text *text = any_text(&from);
	int at, most = text->n < n ? text->n : n;
	char phrase[64] = "";

	at = chance_below(&chance, text->n - most + 1);
	for (int i = 0; i < most; i++) {
		size_t len = strlen(phrase);

		(void)snprintf(phrase + len, sizeof(phrase) - len, "%s%s",
		    i > 0 ? " " : "",
		    world.text.words[text->words[at + i] & MADE_WORD_MASK]);
	}
	(void)snprintf(it.query, sizeof(it.query), "\"%s\"", phrase);
	(void)snprintf(it.value, sizeof(it.value), "'\"%s\"'", phrase);
	return it;
}

static int
draw_share(const struct zipf *zipf, double least, double most)
{
	int i;

	do
		i = chance_below(&chance, zipf->n);
	while (zipf->share[i] < least || zipf->share[i] > most);
	return i;
}

/* By the distribution of what people have. */
static struct condition
anything(void)
{
	switch (chance_below(&chance, 6)) {
	case 0:
	case 1:
		return language(zipf_draw(&world.language, &chance));
	case 2:
		return skill(zipf_draw(&world.skill, &chance));
	case 3:
		return place(zipf_draw(&world.place, &chance));
	case 4:
		return company(zipf_draw(&world.company, &chance));
	default:
		return figure();
	}
}

/* ---- SQL ---- */

/* What a table of leads shows. */
static const char shown[] = "l.id,l.login,l.name,l.band,l.coverage,l.location,"
			    "l.company,l.last_active,l.reason,l.missing";
static const char shown_of_term[] = "t.id,t.login,t.name,t.band,t.coverage,"
				    "t.location,t.company,t.last_active,"
				    "t.reason,t.missing";

static void
usual_from(const struct query *query, struct buf *out)
{
	buf_text(out, " FROM lead l");
	for (int i = 0; i < query->n; i++)
		if (query->conditions[i].kind == KIND_LANG)
			buf_format(out,
			    " JOIN lead_language g%d ON g%d.lead=l.id", i, i);
		else if (query->conditions[i].kind == KIND_SKILL)
			buf_format(out, " JOIN lead_skill s%d ON s%d.lead=l.id",
			    i, i);
		else if (query->conditions[i].kind == KIND_WORD)
			buf_text(out, " JOIN fts f ON f.rowid=l.id");
}

static void
usual_where(const struct query *query, struct buf *out)
{
	buf_format(out, " WHERE l.is_out=0 AND l.last_active>=%lld",
	    (long long)(MADE_NOW - (int64_t)INACTIVE));
	for (int i = 0; i < query->n; i++) {
		const struct condition *it = &query->conditions[i];

		switch (it->kind) {
		case KIND_LANG:
			buf_format(out, " AND g%d.language=%s", i, it->value);
			break;
		case KIND_SKILL:
			buf_format(out, " AND s%d.skill=%s", i, it->value);
			break;
		case KIND_COMPANY:
			buf_format(out, " AND l.company=%s", it->value);
			break;
		case KIND_PLACE:
			buf_format(out, " AND l.place IN (%s)", it->places);
			break;
		case KIND_CARD:
			buf_format(out, " AND l.%s", it->card);
			break;
		case KIND_WORD:
			buf_format(out, " AND f.words MATCH %s", it->value);
			break;
		}
	}
}

static void
tail(const struct query *query, const char *from, struct buf *out)
{
	if (query->order[0] != '\0')
		buf_format(out, " ORDER BY %s.%s DESC,%s.id", from,
		    query->order, from);
	else
		buf_format(out, " ORDER BY %s.tier,%s.points DESC,%s.id", from,
		    from, from);
	buf_format(out, " LIMIT %d OFFSET %lld", LIMIT,
	    (long long)query->offset);
}

static void
facets(const struct buf *matching, struct buf *out)
{
	buf_format(out,
	    "CREATE TEMP TABLE m AS %s;"
	    "SELECT language,count(*) FROM m JOIN lead_language USING(lead) "
	    "GROUP BY 1 ORDER BY 2 DESC LIMIT 15;"
	    "SELECT place,count(*) FROM m JOIN lead l ON l.id=m.lead GROUP BY "
	    "1 ORDER BY 2 DESC LIMIT 15;"
	    "SELECT company,count(*) FROM m JOIN lead l ON l.id=m.lead GROUP "
	    "BY 1 ORDER BY 2 DESC LIMIT 15;"
	    "SELECT band,count(*) FROM m JOIN lead l ON l.id=m.lead GROUP BY "
	    "1;DROP TABLE m",
	    matching->data);
}

static void
usual(const struct query *query, struct buf *out)
{
	struct buf matching;

	if (query->offset == FACETS) {
		buf_init(&matching, 65536);
		buf_text(&matching, "SELECT l.id AS lead");
		usual_from(query, &matching);
		usual_where(query, &matching);
		facets(&matching, out);
		buf_done(&matching);
		return;
	}
	if (query->offset == COUNT_ONLY)
		buf_text(out, "SELECT count(*)");
	else
		buf_format(out, "SELECT %s", shown);
	usual_from(query, out);
	usual_where(query, out);
	if (query->offset != COUNT_ONLY)
		tail(query, "l", out);
}

/* A term's leads in the order of the rank, with all that a card has. */
static void
covering_ids(const struct query *query, struct buf *out)
{
	int terms[3], n = 0;

	for (int i = 0; i < query->n; i++)
		if (query->conditions[i].kind != KIND_CARD)
			terms[n++] = i;
	if (n == 0)
		buf_text(out, " FROM ranked t");
	else if (n >= 2 && query->conditions[terms[0]].kind == KIND_LANG &&
	    query->conditions[terms[1]].kind == KIND_PLACE)
		buf_text(out, " FROM pair t");
	else
		buf_text(out, " FROM term t");
	for (int i = 1; i < n; i++)
		if (i > 1 || query->conditions[terms[0]].kind != KIND_LANG ||
		    query->conditions[terms[1]].kind != KIND_PLACE)
			buf_format(out,
			    " JOIN term t%d ON t%d.kind=%d AND t%d.value=%s "
			    "AND t%d.is_out=t.is_out AND t%d.tier=t.tier AND "
			    "t%d.worst=t.worst AND t%d.id=t.id",
			    i, i, query->conditions[terms[i]].kind, i,
			    query->conditions[terms[i]].value, i, i, i, i);
	buf_format(out, " WHERE t.is_out=0 AND t.last_active>=%lld",
	    (long long)(MADE_NOW - (int64_t)INACTIVE));
	if (n >= 2 && query->conditions[terms[0]].kind == KIND_LANG &&
	    query->conditions[terms[1]].kind == KIND_PLACE)
		buf_format(out, " AND t.language=%s AND t.place=%s",
		    query->conditions[terms[0]].value,
		    query->conditions[terms[1]].value);
	else if (n > 0)
		buf_format(out, " AND t.kind=%d AND t.value=%s",
		    query->conditions[terms[0]].kind,
		    query->conditions[terms[0]].value);
	for (int i = 0; i < query->n; i++)
		if (query->conditions[i].kind == KIND_CARD)
			buf_format(out, " AND t.%s", query->conditions[i].card);
}

static void
covering(const struct query *query, struct buf *out)
{
	struct buf matching;

	/* The words' index is FTS5 in both. */
	if (query->n > 0 && query->conditions[0].kind == KIND_WORD) {
		usual(query, out);
		return;
	}
	buf_init(&matching, 65536);
	covering_ids(query, &matching);
	if (query->offset == FACETS) {
		struct buf ids;

		buf_init(&ids, 65536);
		buf_format(&ids, "SELECT t.id AS lead%s", matching.data);
		facets(&ids, out);
		buf_done(&ids);
	} else if (query->offset == COUNT_ONLY) {
		buf_format(out, "SELECT count(*)%s", matching.data);
	} else {
		buf_format(out, "SELECT %s%s", shown_of_term, matching.data);
		if (query->order[0] != '\0')
			buf_format(out, " ORDER BY t.%s DESC,t.id",
			    query->order);
		else
			buf_text(out, " ORDER BY t.tier,t.worst,t.id");
		buf_format(out, " LIMIT %d OFFSET %lld", LIMIT,
		    (long long)query->offset);
	}
	buf_done(&matching);
}

/* ---- classes ---- */

static void
write_query(const char *class, const struct query *query)
{
	struct buf usual_sql, covering_sql;

	buf_init(&usual_sql, 1024 * 1024);
	buf_init(&covering_sql, 1024 * 1024);
	usual(query, &usual_sql);
	covering(query, &covering_sql);
	printf("%s\t", class);
	for (int i = 0; i < query->n; i++)
		printf("%s%s", i > 0 ? " " : "", query->conditions[i].query);
	if (query->sort[0] != '\0')
		printf("%ssort:%s", query->n > 0 ? " " : "", query->sort);
	printf("\t%lld\t%d\t%s\t%s\n", (long long)query->offset,
	    query->offset < 0 ? 0 : LIMIT, usual_sql.data, covering_sql.data);
	buf_done(&usual_sql);
	buf_done(&covering_sql);
}

static void
make_selective(struct query *it)
{
	switch (chance_below(&chance, 2)) {
	case 0:
		it->conditions[0] =
		    company(draw_share(&world.company, 1e-4, 4e-4));
		break;
	default:
		it->conditions[0] = place(draw_share(&world.place, 5e-5, 4e-4));
		break;
	}
	it->n = 1;
}

static void
make_unselective(struct query *it)
{
	it->n = 1;
	if (chance_below(&chance, 2) == 0)
		it->conditions[0] = language(chance_below(&chance, 2));
	else
		it->conditions[0] = figure();
}

static void
make_two(struct query *it)
{
	it->n = 2;
	it->conditions[0] = language(zipf_draw(&world.language, &chance));
	it->conditions[1] = chance_below(&chance, 2) == 0
	    ? place(zipf_draw(&world.place, &chance))
	    : skill(zipf_draw(&world.skill, &chance));
}

static void
make_mixed(struct query *it)
{
	it->n = 1 + chance_below(&chance, 3);
	for (int i = 0; i < it->n; i++) {
		it->conditions[i] = anything();
		/* Nobody works for two companies, or lives in two places. */
		for (int k = 0; k < i; k++)
			if (it->conditions[k].kind == it->conditions[i].kind &&
			    it->conditions[k].kind >= KIND_COMPANY)
				it->conditions[i] = figure();
	}
}

static void
make_word(struct query *it)
{
	it->n = 1;
	it->conditions[0] = words(1);
}

static void
make_phrase(struct query *it)
{
	it->n = 1;
	it->conditions[0] = words(2 + chance_below(&chance, 2));
}

static void
make_sorted(struct query *it)
{
	static const char *const sorts[][2] = { { "recent", "last_active" },
		{ "followers", "followers" }, { "stars", "stars" },
		{ "prs", "role_pulls" } };
	int sort = chance_below(&chance, 4);

	make_mixed(it);
	if (it->n > 2)
		it->n = 2;
	it->sort = sorts[sort][0];
	it->order = sorts[sort][1];
}

static void
make_count(struct query *it)
{
	make_mixed(it);
	it->offset = COUNT_ONLY;
}

static void
make_facets(struct query *it)
{
	make_mixed(it);
	it->offset = FACETS;
}

static void
make_page(struct query *it)
{
	make_unselective(it);
	it->offset = PAGE_100;
}

static void
make_top(struct query *it)
{
	it->n = 0;
}

static const struct {
	const char *name;
	void (*make)(struct query *);
} classes[] = {
	{ "top", make_top },
	{ "selective", make_selective },
	{ "unselective", make_unselective },
	{ "two", make_two },
	{ "mixed", make_mixed },
	{ "word", make_word },
	{ "phrase", make_phrase },
	{ "sort", make_sorted },
	{ "count", make_count },
	{ "facets", make_facets },
	{ "page100", make_page },
};

int
main(int argc, char **argv)
{
	int64_t seed, size;

	if (argc < 4 || str_to_int(argv[1], 1, 100000000, &people) != 0 ||
	    str_to_int(argv[2], 1, INT64_MAX, &seed) != 0 ||
	    str_to_int(argv[3], 1, 1000000, &size) != 0) {
		(void)fputs("usage: queries N SEED CLASS-SIZE\n", stderr);
		return 2;
	}
	if (made_world_init(&world, (uint64_t)seed) < 0)
		return 1;
	chance.state = (uint64_t)seed + 99;
	for (size_t i = 0; i < COUNT(classes); i++)
		for (int64_t n = 0; n < size; n++) {
			static struct query query;

			memset(&query, 0, sizeof(query));
			query.sort = query.order = "";
			classes[i].make(&query);
			write_query(classes[i].name, &query);
		}
	return fflush(stdout) == 0 ? 0 : 1;
}
