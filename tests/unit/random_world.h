#ifndef TESTS_UNIT_RANDOM_WORLD_H
#define TESTS_UNIT_RANDOM_WORLD_H

/*
 * Made-up people as plain data, by a seed: what a brute-force reference looks
 * at, while random_store.h writes the same into a store.  Words are known by
 * their folded form beforehand, so that nothing here folds or splits a text.
 */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "tests/unit/store_fixture.h"

enum {
	MADE_ROLES = 2,
	MADE_WORDS = 6, /* a text's at most */
	MADE_WORKS = 3,
	MADE_ITEMS = 6,
	MADE_OWNS = 2,
	MADE_WALKED = 10, /* repositories; the first half are seeds */
	MADE_SEEDS = MADE_WALKED / 2,
	MADE_PLACES = 40,
	MADE_NAME = 48,
	MADE_DUE = 1000,
	MADE_DAY = 86400
};

/* ---- chance ---- */

struct dice {
	uint64_t state;
};

/* 0..n-1 */
static inline int64_t
roll(struct dice *dice, int64_t n)
{
	uint64_t z = dice->state += UINT64_C(0x9E3779B97F4A7C15);

	z = (z ^ z >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
	z = (z ^ z >> 27) * UINT64_C(0x94D049BB133111EB);
	return (int64_t)((z ^ z >> 31) % (uint64_t)n);
}

static inline bool
one_in(struct dice *dice, int64_t n)
{
	return roll(dice, n) == 0;
}

/* Small ones far more often. */
static inline int64_t
roll_low(struct dice *dice, int64_t n)
{
	return roll(dice, n) * roll(dice, n) / n;
}

/* ---- words ---- */

/* Those that are plain may stand in the name of a repository.  None begins
 * like a skill or a language below. */
static const struct made_word {
	const char *written;
	const char *folded;
	bool is_plain;
} made_words[] = {
	{ "distributed", "distributed", true },
	{ "Lock", "lock", true },
	{ "kafka", "kafka", true },
	{ "idempotent", "idempotent", false },
	{ "write", "write", true },
	{ "WRITES", "writes", false },
	{ "raft", "raft", true },
	{ "v2", "v2", true },
	{ "Stra\xC3\x9F"
	  "e",
	    "strasse", false },
	{ "Z\xC3\xBCrich", "zurich", false },
	{ "zurich", "zurich", false },
	{ "G++", "g++", false },
	{ "f#", "f#", false },
	{ "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E",
	    "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E", false },
	{ "\xD0\x9F\xD0\xA0\xD0\x98\xD0\x92\xD0\x95\xD0\xA2",
	    "\xD0\xBF\xD1\x80\xD0\xB8\xD0\xB2\xD0\xB5\xD1\x82", false },
	{ "\xEF\xAC\x81x", "fix", false },
	{ "fix", "fix", true },
	/* Pairs of these are terms: store/posting/pairs.h. */
	{ "The", "the", true },
	{ "of", "of", true },
	{ "avoid", "avoid", true },
	/* Equal in their first 32 bytes, and cut inside a character there. */
	{ "AveryVeryLongIdentifierThatGoesOnForEver1",
	    "averyverylongidentifierthatgoesonforever1", false },
	{ "averyverylongidentifierthatgoesonforever2",
	    "averyverylongidentifierthatgoesonforever2", false },
	{ "averyverylongidentifierthatgoeso",
	    "averyverylongidentifierthatgoeso", false },
	{ "x\xD0\xBF\xD1\x80\xD0\xBE\xD1\x82\xD0\xBE\xD0\xBA\xD0\xBE\xD0\xBB"
	  "\xD0\xB8\xD1\x80\xD0\xBE\xD0\xB2\xD0\xB0\xD0\xBD\xD0\xB8\xD0\xB5",
	    "x\xD0\xBF\xD1\x80\xD0\xBE\xD1\x82\xD0\xBE\xD0\xBA\xD0\xBE\xD0\xBB"
	    "\xD0\xB8\xD1\x80\xD0\xBE\xD0\xB2\xD0\xB0\xD0\xBD\xD0\xB8\xD0\xB5",
	    false },
	{ "x\xD0\xBF\xD1\x80\xD0\xBE\xD1\x82\xD0\xBE\xD0\xBA\xD0\xBE\xD0\xBB"
	  "\xD0\xB8\xD1\x80\xD0\xBE\xD0\xB2\xD0\xB0\xD0\xBD\xD0\xB8\xD1\x8F",
	    "x\xD0\xBF\xD1\x80\xD0\xBE\xD1\x82\xD0\xBE\xD0\xBA\xD0\xBE\xD0\xBB"
	    "\xD0\xB8\xD1\x80\xD0\xBE\xD0\xB2\xD0\xB0\xD0\xBD\xD0\xB8\xD1\x8F",
	    false },
	/* What is left of a mention; never made otherwise. */
	{ "<forgotten>", "forgotten", false },
};

enum {
	WORD_FORGOTTEN = COUNT(made_words) - 1
};

/* A word, or a mention of somebody by the login they had. */
struct token {
	int16_t word; /* -1: a mention */
	int16_t version;
	int32_t person; /* index in the world */
};

struct made_text {
	struct token tokens[MADE_WORDS];
	size_t n; /* 0: no text */
};

/* "owner/word-word"; nobody renames one's own. */
struct made_name {
	char owner[MADE_NAME];
	int words[2];
};

static const char *const made_skills[] = { "kafka", "postgresql", "kubernetes",
	"go", "rust" };
/* As people write them; NULL ends the names of one skill. */
static const char *const made_aliases[][2] = { { "kafka", NULL },
	{ "postgres", "pg" }, { "k8s", NULL }, { "golang", NULL },
	{ NULL, NULL } };
static const struct made_language {
	const char *written;
	const char *folded;
	const char *skill; /* that it is, or NULL */
} made_languages[] = {
	{ "Go", "go", "go" },
	{ "Rust", "rust", "rust" },
	{ "C++", "c++", NULL },
	{ "Java", "java", NULL },
	{ "Objective-C", "objective-c", NULL },
	{ "Jupyter Notebook", "jupyter notebook", NULL },
};

/* Short texts, with their words. */
struct made_label {
	const char *text;
	const char *words[3];
};
static const struct made_label made_companies[] = {
	{ NULL, { NULL } },
	{ "Acme GmbH", { "acme", "gmbh", NULL } },
	{ "ACME", { "acme", NULL } },
	{ "@grafana @cncf", { "grafana", "cncf", NULL } },
	{ "Z\xC3\xBCrich Insurance, Ltd.", { "zurich", "insurance", "ltd" } },
	{ "acme-labs", { "acme", "labs", NULL } },
};
static const struct made_label made_flags[] = {
	{ "agent commits", { "agent", "commits", NULL } },
	{ "own merges", { "own", "merges", NULL } },
	{ "bot-like hours", { "bot", "like", "hours" } },
};
static const char *const made_tags[] = { "warm", "Berlin Meetup", "c++" };
static const char *const made_owners[] = { NULL, "kim", "Lee" };
static const char *const made_roles[] = { "api", "web" };
static const char *const made_link_kinds[] = { "linkedin", "website",
	"mastodon", "twitter" };

/* Odd in sum, so that no what-if score lies half-way between two. */
static const int made_weights[MADE_ROLES][FAMILY_COUNT] = {
	{ 25, 20, 10, 10, 8, 7, 11, 8, 0 },
	{ 15, 15, 15, 15, 10, 0, 10, 10, 11 },
};

/* ---- people ---- */

enum item_kind {
	ITEM_PULL,
	ITEM_MERGE,
	ITEM_REVIEW,
	ITEM_COMMENT,
	ITEM_COMMIT,
	ITEM_KINDS
};

struct made_item {
	enum item_kind kind;
	int64_t number;
	struct made_text text;
};

struct made_work {
	int repository; /* index of the walked ones */
	struct made_item items[MADE_ITEMS];
	size_t n;
};

struct made_own {
	struct made_name name;
	struct made_text description, topic, readme;
	int64_t stars;
	bool is_fork, is_mirror;
};

/* What the profile said when the person was scored last is kept with it. */
struct made_score {
	bool exists;
	int score; /* in tenths */
	int coverage; /* in hundredths */
	enum band band;
	enum involvement involvement;
	bool is_out;
	size_t n_missing;
	int values[FAMILY_COUNT]; /* in hundredths */
	int shares[FAMILY_COUNT]; /* of the weight, likewise */
	int languages[3], skills[3], flags[2];
	size_t n_languages, n_skills, n_flags;
	struct made_name seeds[2];
	size_t n_seeds;
	int64_t merged, reviews, last_active;
	int64_t place;
	bool is_remote;
	int64_t followers, stars;
	bool hireable;
	bool has_linkedin, has_website, has_social;
};

struct made_lead {
	enum status status;
	int64_t status_at, contacted_at, noticed_at;
	int owner;
	int tags[2];
	size_t n_tags;
	bool applied; /* once: their score is nobody's business any more */
	bool known; /* from elsewhere, for all roles */
};

struct made {
	int64_t id;
	int index;
	int version; /* of the login */
	bool is_stored;
	bool is_refusing;
	bool is_suppressed;
	int suppressed_version; /* of the login; -1: by id alone */
	int company;
	int64_t followers;
	bool hireable;
	int links[2]; /* kinds */
	size_t n_links;
	int64_t first_seen;
	struct made_work works[MADE_WORKS];
	size_t n_works;
	struct made_own owns[MADE_OWNS];
	size_t n_owns;
	int64_t own_stars;
	struct made_score scores[MADE_ROLES];
	struct made_lead leads[MADE_ROLES + 1]; /* the first: of all roles */
};

/* A login whose mentions are to be erased by the next sweep. */
struct made_mention {
	int person;
	int version;
};

struct world {
	struct made *people;
	size_t n;
	struct made_name walked[MADE_WALKED];
	struct made_mention due[MADE_DUE];
	size_t n_due;
	struct dice dice;
};

/* ---- texts of one's making ---- */

static inline void
made_login(const struct made *it, int version, char *to, size_t size)
{
	if (version == 0)
		(void)snprintf(to, size, "login%d", it->index);
	else
		(void)snprintf(to, size, "login%dv%d", it->index, version);
}

/* The folded word of a token. */
static inline void
made_folded(const struct world *world, const struct token *token, char *to,
    size_t size)
{
	if (token->word >= 0)
		(void)snprintf(to, size, "%s", made_words[token->word].folded);
	else
		made_login(&world->people[token->person], token->version, to,
		    size);
}

static inline struct made_text
make_text(struct world *world, size_t most)
{
	struct made_text text = { .n = (size_t)roll(&world->dice,
				      (int64_t)most + 1) };

	for (size_t i = 0; i < text.n; i++) {
		struct token *token = &text.tokens[i];

		token->word = (int16_t)roll_low(&world->dice, WORD_FORGOTTEN);
		if (!one_in(&world->dice, 12))
			continue;
		token->word = -1;
		token->person = (int32_t)roll(&world->dice, (int64_t)world->n);
		token->version = (int16_t)world->people[token->person].version;
	}
	return text;
}

static inline int
make_plain_word(struct world *world)
{
	int word;

	do
		word = (int)roll(&world->dice, WORD_FORGOTTEN);
	while (!made_words[word].is_plain);
	return word;
}

static inline void
make_name(struct world *world, const char *owner, struct made_name *ret_name)
{
	(void)snprintf(ret_name->owner, sizeof(ret_name->owner), "%s", owner);
	for (int i = 0; i < 2; i++)
		ret_name->words[i] = make_plain_word(world);
}

/* "Owner/word-word", as GitHub tells it or folded. */
static inline void
made_full_name(const struct made_name *name, bool folded, char *to, size_t size)
{
	const struct made_word *a = &made_words[name->words[0]],
			       *b = &made_words[name->words[1]];

	(void)snprintf(to, size, "%s/%s-%s", name->owner,
	    folded ? a->folded : a->written, folded ? b->folded : b->written);
}

/* ---- a person's parts ---- */

static inline void
make_profile(struct world *world, struct made *it)
{
	struct dice *dice = &world->dice;

	it->company = (int)roll(dice, COUNT(made_companies));
	it->followers = roll_low(dice, 3000);
	it->hireable = one_in(dice, 3);
	it->n_links = (size_t)roll(dice, 3);
	for (size_t i = 0; i < it->n_links; i++)
		it->links[i] = (int)roll(dice, COUNT(made_link_kinds));
	if (it->first_seen == 0)
		it->first_seen = FIXTURE_NOW - roll(dice, 40) * MADE_DAY;
}

/* What is put mentions nobody whose login is suppressed. */
static inline void
settle_text(const struct world *world, struct made_text *text)
{
	for (size_t i = 0; i < text->n; i++) {
		struct token *token = &text->tokens[i];
		const struct made *of = &world->people[token->person];

		if (token->word < 0 && of->is_suppressed &&
		    of->suppressed_version == token->version)
			*token = (struct token){ .word = WORD_FORGOTTEN };
	}
}

static inline void
settle_owns(const struct world *world, struct made *it)
{
	for (size_t i = 0; i < it->n_owns; i++) {
		settle_text(world, &it->owns[i].description);
		settle_text(world, &it->owns[i].topic);
		settle_text(world, &it->owns[i].readme);
	}
}

static inline void
make_item(struct world *world, struct made_item *item)
{
	item->kind = (enum item_kind)roll(&world->dice, ITEM_KINDS);
	item->number = 1 + roll(&world->dice, 1000);
	item->text = make_text(world, MADE_WORDS);
}

/* The same kind and number replaces; false when there is no room. */
static inline bool
add_item(struct made_work *work, const struct made_item *item)
{
	for (size_t i = 0; i < work->n; i++)
		if (work->items[i].kind == item->kind &&
		    work->items[i].number == item->number) {
			work->items[i] = *item;
			return true;
		}
	if (work->n == MADE_ITEMS)
		return false;
	work->items[work->n++] = *item;
	return true;
}

/* Work in a repository, or more of it; *ret_new is what was added.  False when
 * there is no room. */
static inline bool
grow_work(struct world *world, struct made *it, struct made_work *ret_new)
{
	int repository = (int)roll(&world->dice, MADE_WALKED);
	struct made_work *work = NULL;

	for (size_t i = 0; i < it->n_works; i++)
		if (it->works[i].repository == repository)
			work = &it->works[i];
	if (work == NULL && it->n_works == MADE_WORKS)
		return false;
	if (work == NULL) {
		work = &it->works[it->n_works++];
		*work = (struct made_work){ .repository = repository };
	}
	*ret_new = (struct made_work){ .repository = repository };
	for (int64_t i = roll(&world->dice, 4); i >= 0; i--) {
		struct made_item item;

		make_item(world, &item);
		/* Sometimes an old one with another text. */
		if (work->n > 0 && one_in(&world->dice, 3)) {
			item.kind = work->items[0].kind;
			item.number = work->items[0].number;
		}
		if (add_item(work, &item))
			(void)add_item(ret_new, &item); /* has room, too */
		settle_text(world, &item.text);
		(void)add_item(work, &item); /* now it replaces */
	}
	return true;
}

static inline void
make_owns(struct world *world, struct made *it)
{
	struct dice *dice = &world->dice;
	char login[MADE_NAME];

	made_login(it, it->version, login, sizeof(login));
	it->n_owns = (size_t)roll(dice, MADE_OWNS + 1);
	it->own_stars = 0;
	for (size_t i = 0; i < it->n_owns; i++) {
		struct made_own *own = &it->owns[i];

		*own = (struct made_own){ .stars = roll_low(dice, 5000),
			.is_fork = one_in(dice, 5),
			.is_mirror = one_in(dice, 9) };
		make_name(world, login, &own->name);
		own->description = make_text(world, 3);
		own->topic = make_text(world, 1);
		own->readme = make_text(world, MADE_WORDS);
		if (!own->is_fork && !own->is_mirror)
			it->own_stars += own->stars;
	}
}

static inline void
make_list(struct dice *dice, int *items, size_t *n, size_t most, int64_t of)
{
	*n = (size_t)roll(dice, (int64_t)most + 1);
	for (size_t i = 0; i < *n; i++)
		items[i] = (int)((i * 2 + (size_t)roll(dice, of)) % (size_t)of);
}

static inline void
make_figures(struct world *world, struct made_score *score)
{
	struct dice *dice = &world->dice;

	score->score = (int)roll(dice, 1001);
	score->coverage = (int)roll(dice, 101);
	score->band = (enum band)roll(dice, BAND_A + 1);
	score->involvement =
	    (enum involvement)roll(dice, INVOLVEMENT_FOUNDER + 1);
	score->is_out = one_in(dice, 12);
	score->n_missing = (size_t)roll_low(dice, 4);
	for (int i = 0; i < FAMILY_COUNT; i++) {
		score->values[i] = (int)roll(dice, 101);
		score->shares[i] = (int)roll(dice, 101);
	}
	score->merged = roll_low(dice, 100);
	score->reviews = roll_low(dice, 100);
	score->last_active =
	    one_in(dice, 10) ? 0 : FIXTURE_NOW - roll(dice, 900) * MADE_DAY;
	score->place = one_in(dice, 4) ? 0 : 1 + roll(dice, MADE_PLACES - 1);
	score->is_remote = one_in(dice, 4);
}

static inline void
make_score(struct world *world, struct made *it, int role)
{
	struct made_score *score = &it->scores[role];
	struct dice *dice = &world->dice;

	*score = (struct made_score){ .exists = true,
		.followers = it->followers,
		.stars = it->own_stars,
		.hireable = it->hireable };
	make_figures(world, score);
	make_list(dice, score->languages, &score->n_languages, 3,
	    COUNT(made_languages));
	make_list(dice, score->skills, &score->n_skills, 3, COUNT(made_skills));
	make_list(dice, score->flags, &score->n_flags, 2, COUNT(made_flags));
	for (size_t i = 0; i < it->n_works && score->n_seeds < 2; i++)
		if (it->works[i].repository < MADE_SEEDS)
			score->seeds[score->n_seeds++] =
			    world->walked[it->works[i].repository];
	for (size_t i = 0; i < it->n_links; i++) {
		score->has_linkedin |= it->links[i] == 0;
		score->has_website |= it->links[i] == 1;
		score->has_social |= it->links[i] > 1;
	}
}

/* ---- the pipeline, as docs/INTERNALS/load.md has it ---- */

static inline int64_t
made_later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* A role's lead as it is seen: what holds for all roles comes first. */
static inline struct made_lead
made_lead_of(const struct made *it, int role)
{
	struct made_lead lead = it->leads[1 + role];
	const struct made_lead *all = &it->leads[0];

	if (all->status != STATUS_NEW) {
		lead.status = all->status;
		lead.status_at = all->status_at;
	}
	lead.noticed_at = made_later(lead.noticed_at, all->noticed_at);
	lead.known = all->known;
	return lead;
}

static inline bool
made_hides_score(const struct made_lead *lead)
{
	return lead->applied || lead->status == STATUS_APPLICANT ||
	    lead->status == STATUS_HIRED;
}

static inline struct made_lead
make_lead(struct world *world)
{
	struct dice *dice = &world->dice;
	struct made_lead lead = { .status = (enum status)roll(dice,
				      STATUS_DO_NOT_CONTACT),
		.status_at = FIXTURE_NOW - roll(dice, 500) * MADE_DAY,
		.owner = (int)roll(dice, COUNT(made_owners)) };

	make_list(dice, lead.tags, &lead.n_tags, 2, COUNT(made_tags));
	if (lead.status == STATUS_CONTACTED)
		lead.contacted_at = lead.status_at;
	if (one_in(dice, 4))
		lead.noticed_at = FIXTURE_NOW - 5 * MADE_DAY;
	return lead;
}

static inline void
keep_lead(struct made *it, int role, const struct made_lead *lead)
{
	struct made_lead *own = &it->leads[1 + role], *all = &it->leads[0];
	struct made_lead was = *own;
	bool declines = lead->status == STATUS_DECLINED;

	*own = *lead;
	if (lead->status == STATUS_APPLICANT || lead->status == STATUS_HIRED)
		own->applied = true;
	else if (lead->status > STATUS_REPLIED ||
	    lead->status == STATUS_NOT_A_FIT)
		own->applied = was.applied;
	if (declines || all->status == STATUS_DECLINED) {
		all->status = declines ? STATUS_DECLINED : STATUS_NEW;
		all->status_at = lead->status_at;
	}
	if (declines) {
		own->status = was.status;
		own->status_at = was.status_at;
	}
	all->noticed_at = made_later(all->noticed_at,
	    made_later(lead->noticed_at, lead->contacted_at));
}

/* ---- erasing ---- */

static inline void
forget_mention(const struct made_mention *due, struct made_text *text)
{
	for (size_t i = 0; i < text->n; i++)
		if (text->tokens[i].word < 0 &&
		    text->tokens[i].person == due->person &&
		    text->tokens[i].version == due->version)
			text->tokens[i] =
			    (struct token){ .word = WORD_FORGOTTEN };
}

static inline void
call_for_sweep(struct world *world, const struct made *it)
{
	assert_true(world->n_due < MADE_DUE);
	world->due[world->n_due++] =
	    (struct made_mention){ it->index, it->version };
}

/* Of what is still stored of everybody. */
static inline void
forget_mentions(struct world *world, const struct made_mention *due)
{
	for (size_t i = 0; i < world->n; i++) {
		struct made *other = &world->people[i];

		for (size_t w = 0; w < other->n_works; w++)
			for (size_t k = 0; k < other->works[w].n; k++)
				forget_mention(due,
				    &other->works[w].items[k].text);
		for (size_t o = 0; o < other->n_owns; o++) {
			forget_mention(due, &other->owns[o].description);
			forget_mention(due, &other->owns[o].topic);
			forget_mention(due, &other->owns[o].readme);
		}
	}
}

static inline void
erase_facts(struct made *it)
{
	it->n_works = it->n_owns = 0;
	it->own_stars = 0;
	memset(it->scores, 0, sizeof(it->scores));
}

static inline void
erase_all(struct made *it)
{
	erase_facts(it);
	memset(it->leads, 0, sizeof(it->leads));
	it->first_seen = 0;
	it->is_stored = false;
	it->is_refusing = false;
}

/* ---- a world ---- */

static inline void
world_init(struct world *world, size_t n, uint64_t seed)
{
	static const char *const owners[] = { "golang", "redis", "apache",
		"cockroachdb", "etcd", "tikv", "vitess", "nats", "minio",
		"temporal" };

	*world = (struct world){ .people = mem_calloc(n, sizeof(struct made)),
		.n = n,
		.dice = { seed } };
	for (size_t i = 0; i < n; i++) {
		world->people[i].index = (int)i;
		world->people[i].id = 100 + 7 * (int64_t)i;
	}
	for (size_t i = 0; i < MADE_WALKED; i++)
		make_name(world, owners[i], &world->walked[i]);
}

static inline void
world_done(struct world *world)
{
	mem_free(world->people);
	world->people = NULL;
}

/* For a transaction that may be undone. */
static inline void
world_copy(const struct world *from, struct world *ret_to)
{
	*ret_to = *from;
	ret_to->people = mem_calloc(from->n, sizeof(struct made));
	memcpy(ret_to->people, from->people, from->n * sizeof(struct made));
}

#endif
