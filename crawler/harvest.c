#include "crawler/harvest.h"

#include <string.h>

#include "base/map.h"
#include "base/str.h"
#include "crawler/github.h"
#include "signals/people.h"

enum {
	FIRST_ROOM = 4
};

void
harvest_init(struct harvest *harvest, struct arena *arena,
    const struct rules *rules, int64_t repository, int64_t now)
{
	memset(harvest, 0, sizeof(*harvest));
	harvest->arena = arena;
	harvest->rules = rules;
	harvest->by_id = map_new();
	harvest->repository = repository;
	harvest->now = now;
}

void
harvest_done(struct harvest *harvest)
{
	map_free(harvest->by_id);
	harvest->by_id = NULL;
}

/* The list with room for one more; lists of a page are short, so that copies
 * left behind in the arena cost little. */
static void *
grown(struct arena *arena, void *items, size_t n, size_t *room, size_t size)
{
	void *larger;

	if (n < *room)
		return items;
	*room = *room == 0 ? FIRST_ROOM : *room * 2;
	larger = arena_alloc(arena, *room * size);
	if (n > 0)
		memcpy(larger, items, n * size);
	return larger;
}

bool
harvest_is_bot(const struct harvest *harvest, const struct actor *actor)
{
	if (actor->login == NULL ||
	    !people_bot_name(harvest->rules, actor->login, actor->type))
		return false;
	if (harvest->seen != NULL)
		(void)seen_add_bot(harvest->seen, actor->login);
	return true;
}

struct harvest_person *
harvest_person(struct harvest *harvest, const struct actor *actor)
{
	struct harvest_person *person;

	if (actor->login == NULL || !github_is_login(actor->login))
		return NULL;
	if (harvest_is_bot(harvest, actor))
		return NULL;
	/* organizations and placeholders of imports carry no user id */
	if (actor->id <= 0 ||
	    (actor->type != NULL && !str_equal(actor->type, "User")))
		return NULL;
	person = map_get_id(harvest->by_id, actor->id);
	if (person != NULL) {
		if (person->actor.node_id == NULL)
			person->actor.node_id = actor->node_id;
		return person;
	}
	person = arena_calloc(harvest->arena, 1, sizeof(*person));
	person->actor = *actor;
	person->work.repository = harvest->repository;
	person->work.fetched_at = harvest->now;
	map_put_id(harvest->by_id, actor->id, person);
	harvest->people =
	    grown(harvest->arena, harvest->people, harvest->n_people,
		&harvest->room_people, sizeof(struct harvest_person *));
	harvest->people[harvest->n_people++] = person;
	return person;
}

void
harvest_pull(struct harvest *harvest, struct harvest_person *person,
    const struct pull *pull)
{
	struct work *work = &person->work;

	work->pulls = grown(harvest->arena, work->pulls, work->n_pulls,
	    &person->room_pulls, sizeof(*pull));
	work->pulls[work->n_pulls++] = *pull;
}

void
harvest_merge(struct harvest *harvest, struct harvest_person *person,
    const struct merge *merge)
{
	struct work *work = &person->work;

	work->merges = grown(harvest->arena, work->merges, work->n_merges,
	    &person->room_merges, sizeof(*merge));
	work->merges[work->n_merges++] = *merge;
}

static int
weight(const char *state)
{
	if (str_equal(state, "CHANGES_REQUESTED"))
		return 3;
	if (str_equal(state, "APPROVED"))
		return 2;
	return str_equal(state, "COMMENTED") ? 1 : 0;
}

void
harvest_review(struct harvest *harvest, struct harvest_person *person,
    const struct review *review)
{
	struct work *work = &person->work;

	for (size_t i = 0; i < work->n_reviews; i++) {
		struct review *old = &work->reviews[i];

		if (old->number != review->number)
			continue;
		if (weight(review->state) > weight(old->state))
			old->state = review->state;
		if (review->submitted_at > old->submitted_at)
			old->submitted_at = review->submitted_at;
		return;
	}
	work->reviews = grown(harvest->arena, work->reviews, work->n_reviews,
	    &person->room_reviews, sizeof(*review));
	work->reviews[work->n_reviews++] = *review;
}

void
harvest_comment(struct harvest *harvest, struct harvest_person *person,
    const struct comment *comment)
{
	struct work *work = &person->work;

	work->comments = grown(harvest->arena, work->comments, work->n_comments,
	    &person->room_comments, sizeof(*comment));
	work->comments[work->n_comments++] = *comment;
}

void
harvest_commit(struct harvest *harvest, struct harvest_person *person,
    const struct commit *commit)
{
	struct work *work = &person->work;

	work->commits = grown(harvest->arena, work->commits, work->n_commits,
	    &person->room_commits, sizeof(*commit));
	work->commits[work->n_commits++] = *commit;
}
