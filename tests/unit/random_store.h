#ifndef TESTS_UNIT_RANDOM_STORE_H
#define TESTS_UNIT_RANDOM_STORE_H

/* The made-up world in a store: each change is made in both, and what the
 * store answers is what the model expects.  Without a transaction (NULL) only
 * the model changes: another process can follow. */
#include "base/arena.h"
#include "store/rights.h"
#include "tests/unit/random_world.h"

struct place_of_work {
	struct world *world;
	struct txn *txn;
	struct arena arena;
};

/* ---- texts ---- */

/* The words with something between that separates them; NULL for none. */
static inline const char *
write_text(struct place_of_work *at, const struct made_text *text)
{
	static const char *const between[] = { " ", ", ", " - ", ". ", "\n",
		"/" };
	struct buf out;
	const char *written;

	if (text->n == 0)
		return NULL;
	buf_init(&out, 4096);
	for (size_t i = 0; i < text->n; i++) {
		const struct token *token = &text->tokens[i];
		char login[MADE_NAME];

		if (i > 0)
			buf_text(&out,
			    between[(token->word + (int)i + 7) %
				(int)COUNT(between)]);
		if (token->word >= 0) {
			buf_text(&out, made_words[token->word].written);
			continue;
		}
		made_login(&at->world->people[token->person], token->version,
		    login, sizeof(login));
		buf_format(&out, "@%s", login);
	}
	written = arena_strdup(&at->arena, out.data);
	buf_done(&out);
	return written;
}

static inline const char *
write_name(struct place_of_work *at, const struct made_name *name)
{
	char full[3 * MADE_NAME];

	made_full_name(name, false, full, sizeof(full));
	return arena_strdup(&at->arena, full);
}

static inline const char *
write_login(struct place_of_work *at, const struct made *it)
{
	char login[MADE_NAME];

	made_login(it, it->version, login, sizeof(login));
	return arena_strdup(&at->arena, login);
}

static inline void
expect(int rc, bool is_blocked, const char *what, const struct made *it)
{
	if (rc != (is_blocked ? ERR_BLOCKED : 0))
		fail_msg("%s of person %lld: %d", what, (long long)it->id, rc);
}

static inline bool
is_kept_out(const struct made *it)
{
	return it->is_suppressed || it->is_refusing;
}

/* ---- facts ---- */

static inline struct person
write_person(struct place_of_work *at, const struct made *it)
{
	struct link *links =
	    arena_calloc(&at->arena, it->n_links + 1, sizeof(*links));

	for (size_t i = 0; i < it->n_links; i++)
		links[i] = (struct link){ made_link_kinds[it->links[i]],
			"https://x.example.org" };
	return (struct person){ .id = it->id,
		.login = write_login(at, it),
		.type = "User",
		.bio = "idempotent distributed lock",
		.profile_readme = "raft zurich",
		.company = made_companies[it->company].text,
		.links = links,
		.n_links = it->n_links,
		.hireable = it->hireable,
		.followers = it->followers,
		.fetched_at = 1,
		.first_seen = it->first_seen };
}

static inline void
put_person(struct place_of_work *at, struct made *it)
{
	struct person person = write_person(at, it);

	if (at->txn != NULL)
		expect(store_person_put(at->txn, &person), it->is_suppressed,
		    "profile", it);
	if (it->is_suppressed)
		return;
	it->is_stored = true;
	it->is_refusing = false;
}

static inline void
write_item(struct place_of_work *at, const struct made_item *item,
    struct work *work)
{
	const char *text = write_text(at, &item->text);
	int64_t number = item->number;

	switch (item->kind) {
	case ITEM_PULL:
		work->pulls[work->n_pulls++] =
		    (struct pull){ .number = number, .title = text };
		break;
	case ITEM_MERGE:
		work->merges[work->n_merges++] =
		    (struct merge){ .number = number, .title = text };
		break;
	case ITEM_REVIEW:
		work->reviews[work->n_reviews++] =
		    (struct review){ .number = number, .title = text };
		break;
	case ITEM_COMMENT:
		work->comments[work->n_comments++] =
		    (struct comment){ .id = number, .body = text };
		break;
	case ITEM_COMMIT:
		work->commits[work->n_commits++] =
		    (struct commit){ .oid = arena_format(&at->arena, "c%lld",
					 (long long)number),
			    .message = text };
		break;
	case ITEM_KINDS:
		break;
	}
}

/* A person's work in one repository, or only some of it: the store merges. */
static inline void
put_work(struct place_of_work *at, const struct made *it,
    const struct made_work *made)
{
	struct arena *arena = &at->arena;
	struct work work = { .repository = 1 + made->repository,
		.pulls = arena_calloc(arena, MADE_ITEMS, sizeof(struct pull)),
		.merges = arena_calloc(arena, MADE_ITEMS, sizeof(struct merge)),
		.reviews =
		    arena_calloc(arena, MADE_ITEMS, sizeof(struct review)),
		.comments =
		    arena_calloc(arena, MADE_ITEMS, sizeof(struct comment)),
		.commits =
		    arena_calloc(arena, MADE_ITEMS, sizeof(struct commit)) };

	for (size_t i = 0; i < made->n; i++)
		write_item(at, &made->items[i], &work);
	if (at->txn != NULL)
		expect(store_work_merge(at->txn, it->id, &work),
		    is_kept_out(it), "work", it);
}

static inline void
put_owns(struct place_of_work *at, struct made *it)
{
	struct repository items[MADE_OWNS];
	const char *topics[MADE_OWNS];
	struct portfolio portfolio = { items, it->n_owns, 1 };

	memset(items, 0, sizeof(items));
	for (size_t i = 0; i < it->n_owns; i++) {
		const struct made_own *own = &it->owns[i];

		topics[i] = write_text(at, &own->topic);
		items[i] = (struct repository){ .id = 1000000 + 10 * it->id +
			    (int64_t)i,
			.full_name = write_name(at, &own->name),
			.description = write_text(at, &own->description),
			.readme = write_text(at, &own->readme),
			.topics = &topics[i],
			.n_topics = topics[i] != NULL,
			.stars = own->stars,
			.is_fork = own->is_fork,
			.is_mirror = own->is_mirror };
	}
	if (at->txn != NULL)
		expect(store_portfolio_put(at->txn, it->id, &portfolio),
		    is_kept_out(it), "portfolio", it);
	settle_owns(at->world, it);
}

static inline void
put_walked(struct place_of_work *at, int index)
{
	struct repository repository = { .id = 1 + index,
		.full_name = write_name(at, &at->world->walked[index]) };

	if (at->txn != NULL)
		assert_ok(store_repository_put(at->txn, &repository));
}

/* ---- scores ---- */

static inline void
write_lists(struct place_of_work *at, const struct made_score *made,
    struct score *score)
{
	static const char *missing[] = { "go", "kafka", "sql", "raft" };
	struct arena *arena = &at->arena;

	score->must_missing = missing;
	score->n_must_missing = made->n_missing;
	score->languages = arena_calloc(arena, 3, sizeof(char *));
	score->skills = arena_calloc(arena, 3, sizeof(struct skill_seen));
	score->flags = arena_calloc(arena, 2, sizeof(char *));
	score->seeds = arena_calloc(arena, 2, sizeof(struct seed_work));
	for (; score->n_languages < made->n_languages; score->n_languages++)
		score->languages[score->n_languages] =
		    made_languages[made->languages[score->n_languages]].written;
	for (; score->n_skills < made->n_skills; score->n_skills++)
		score->skills[score->n_skills] = (struct skill_seen){
			made_skills[made->skills[score->n_skills]], 0.5
		};
	for (; score->n_flags < made->n_flags; score->n_flags++)
		score->flags[score->n_flags] =
		    made_flags[made->flags[score->n_flags]].text;
	for (; score->n_seeds < made->n_seeds; score->n_seeds++)
		score->seeds[score->n_seeds] =
		    (struct seed_work){ .repository = write_name(at,
					    &made->seeds[score->n_seeds]) };
}

static inline void
put_score(struct place_of_work *at, const struct made *it, int role)
{
	const struct made_score *made = &it->scores[role];
	struct score score = { .person = it->id,
		.score = made->score / 10.0,
		.coverage = made->coverage / 100.0,
		.band = made->band,
		.involvement = made->involvement,
		.is_out = made->is_out,
		.headline = "Backend engineer",
		.reason = "Does things well",
		.merged_pulls = made->merged,
		.reviews = made->reviews,
		.last_active = made->last_active };
	struct person person = write_person(at, it);
	int rc;

	write_lists(at, made, &score);
	for (int i = 0; i < FAMILY_COUNT; i++)
		score.signals[i] = (struct signal){ .value =
							made->values[i] / 100.0,
			.coverage = 1,
			.share = (made_weights[role][i] > 0 ? made->shares[i]
							    : made->values[i]) /
			    100.0,
			.weight = made_weights[role][i] };
	if (at->txn == NULL)
		return;
	rc = store_score_put(at->txn, made_roles[role], &score, &person,
	    made->place, made->is_remote);
	if (!is_kept_out(it) && !it->is_stored)
		assert_int_equal(rc, ERR_NOTFOUND);
	else
		expect(rc, is_kept_out(it), "score", it);
}

static inline void
rescore(struct place_of_work *at, struct made *it, int role)
{
	struct made_score was = it->scores[role];

	make_score(at->world, it, role);
	put_score(at, it, role);
	if (is_kept_out(it) || !it->is_stored)
		it->scores[role] = was;
}

/* ---- the pipeline ---- */

static inline void
put_lead(struct place_of_work *at, struct made *it, int role)
{
	struct made_lead made = make_lead(at->world);
	const char *tags[2];
	struct lead lead = { .status = made.status,
		.status_at = made.status_at,
		.contacted_at = made.contacted_at,
		.noticed_at = made.noticed_at,
		.owner = made_owners[made.owner],
		.tags = tags,
		.n_tags = made.n_tags };
	int rc = 0;

	for (size_t i = 0; i < made.n_tags; i++)
		tags[i] = made_tags[made.tags[i]];
	if (at->txn != NULL)
		rc = store_lead_put(at->txn, made_roles[role], it->id, &lead);
	if (at->txn != NULL && !is_kept_out(it) && !it->is_stored)
		assert_int_equal(rc, ERR_NOTFOUND);
	else if (at->txn != NULL)
		expect(rc, is_kept_out(it), "lead", it);
	if (!is_kept_out(it) && it->is_stored)
		keep_lead(it, role, &made);
}

/* Known from elsewhere, or no longer. */
static inline void
put_known(struct place_of_work *at, struct made *it)
{
	struct made_lead *all = &it->leads[0];
	struct lead lead = { .status = all->status,
		.status_at = all->status_at,
		.noticed_at = all->noticed_at,
		.known_at = all->known ? 0 : 7 };

	all->known = !all->known;
	if (at->txn != NULL)
		assert_ok(store_lead_put(at->txn, "", it->id, &lead));
}

/* ---- coming and going ---- */

static inline void
add_person(struct place_of_work *at, struct made *it)
{
	struct dice *dice = &at->world->dice;

	make_profile(at->world, it);
	put_person(at, it);
	for (int64_t i = roll(dice, MADE_WORKS + 1); i > 0; i--) {
		struct made_work more;

		if (grow_work(at->world, it, &more))
			put_work(at, it, &more);
	}
	if (!one_in(dice, 3)) {
		make_owns(at->world, it);
		put_owns(at, it);
	}
	for (int role = 0; role < MADE_ROLES; role++)
		if (role == 0 ? !one_in(dice, 10) : one_in(dice, 3))
			rescore(at, it, role);
	if (one_in(dice, 3))
		put_lead(at, it, (int)roll(dice, MADE_ROLES));
	if (is_kept_out(it))
		erase_facts(it); /* nothing was taken */
}

/* By the login, too, where it is known. */
static inline void
keep_out(struct made *it)
{
	if (!it->is_suppressed)
		it->suppressed_version = -1;
	it->is_suppressed = true;
	if (!it->is_refusing)
		it->suppressed_version = it->version;
}

static inline void
forget(struct place_of_work *at, struct made *it, bool suppress)
{
	if (at->txn != NULL && suppress && !it->is_stored)
		assert_ok(store_suppress(at->txn, it->id, write_login(at, it)));
	else if (at->txn != NULL)
		assert_ok(store_forget(at->txn, it->id, suppress));
	/* The mentions of one whose login nobody knows stay. */
	if (it->is_stored && !it->is_refusing)
		call_for_sweep(at->world, it);
	if (suppress)
		keep_out(it);
	if (it->is_stored || !suppress)
		erase_all(it);
}

static inline void
purge(struct place_of_work *at, struct made *it)
{
	if (at->txn != NULL)
		assert_ok(store_purge(at->txn, it->id, "test"));
	if (!it->is_refusing)
		call_for_sweep(at->world, it);
	keep_out(it);
	erase_all(it);
}

static inline void
refuse(struct place_of_work *at, struct made *it)
{
	struct person person = write_person(at, it);

	person.refusal = "No recruiters";
	person.refused_at = FIXTURE_NOW;
	if (at->txn != NULL)
		expect(store_person_put(at->txn, &person), it->is_suppressed,
		    "refusal", it);
	if (it->is_suppressed)
		return;
	if (!it->is_refusing)
		call_for_sweep(at->world, it);
	erase_all(it);
	it->is_stored = it->is_refusing = true;
}

/* Facts stay; scores go. */
static inline void
vanish(struct place_of_work *at, struct made *it)
{
	struct person person = write_person(at, it);

	person.vanished_at = FIXTURE_NOW;
	if (at->txn != NULL)
		expect(store_person_put(at->txn, &person), it->is_suppressed,
		    "vanished", it);
	if (!it->is_suppressed)
		memset(it->scores, 0, sizeof(it->scores));
}

static inline void
rename_walked(struct place_of_work *at)
{
	int index =
	    MADE_SEEDS + (int)roll(&at->world->dice, MADE_WALKED - MADE_SEEDS);
	char owner[MADE_NAME];

	(void)snprintf(owner, sizeof(owner), "org%lld",
	    (long long)roll(&at->world->dice, 9));
	make_name(at->world, owner, &at->world->walked[index]);
	put_walked(at, index);
}

static inline void
change_stored(struct place_of_work *at, struct made *it)
{
	struct dice *dice = &at->world->dice;
	int role = (int)roll(dice, MADE_ROLES);
	struct made_work more;

	switch (roll(dice, 13)) {
	case 0:
		it->version++;
		put_person(at, it);
		break;
	case 1:
		make_profile(at->world, it);
		put_person(at, it);
		break;
	case 2:
	case 3:
		if (grow_work(at->world, it, &more))
			put_work(at, it, &more);
		break;
	case 4:
		make_owns(at->world, it);
		put_owns(at, it);
		break;
	case 5:
		if (at->txn != NULL)
			assert_ok(store_score_drop(at->txn, made_roles[role],
			    it->id));
		it->scores[role].exists = false;
		break;
	case 6:
	case 7:
		rescore(at, it, role);
		break;
	case 8:
		put_known(at, it);
		break;
	default:
		put_lead(at, it, role);
		break;
	}
}

/* One change of anything. */
static inline void
change_something(struct place_of_work *at)
{
	struct dice *dice = &at->world->dice;
	struct made *it = &at->world->people[roll(dice, (int64_t)at->world->n)];
	int64_t what = roll(dice, 40);

	arena_reset(&at->arena);
	if (what == 0)
		forget(at, it, one_in(dice, 2));
	else if (what == 1 && it->is_stored)
		purge(at, it);
	else if (what == 2 && it->is_stored)
		refuse(at, it);
	else if (what == 3 && it->is_stored && !it->is_refusing)
		vanish(at, it);
	else if (what == 4)
		rename_walked(at);
	else if (it->is_stored && !it->is_refusing)
		change_stored(at, it);
	else
		add_person(at, it);
}

/* Mentions of those who were forgotten, in the store, too, unless it is NULL;
 * outside of transactions. */
static inline void
sweep_mentions(struct world *world, struct store *store)
{
	if (store != NULL)
		assert_ok(store_sweep_finish(store, NULL));
	for (size_t i = 0; i < world->n_due; i++)
		forget_mentions(world, &world->due[i]);
	world->n_due = 0;
}

/* The world as it begins: most are there. */
static inline void
world_fill(struct place_of_work *at)
{
	for (int i = 0; i < MADE_WALKED; i++)
		put_walked(at, i);
	for (size_t i = 0; i < at->world->n; i++) {
		arena_reset(&at->arena);
		if (!one_in(&at->world->dice, 12))
			add_person(at, &at->world->people[i]);
	}
}

#endif
