#include "base/array.h"
#include "base/str.h"
#include "crawler/decode.h"

enum {
	REVIEWS_MAX = 100
};

static const char *
state_of(const struct json *review)
{
	static const char *const states[] = { "APPROVED", "CHANGES_REQUESTED",
		"COMMENTED", "DISMISSED" };
	const char *state = json_get_text(review, "state");

	for (size_t i = 0; i < COUNT(states); i++)
		if (str_equal(state, states[i]))
			return states[i];
	return NULL;
}

/* Reviews of others; returns how many there were. */
static int64_t
read_reviews(const struct json *node, const struct pull *pull, int64_t author,
    struct harvest *harvest)
{
	const struct json *reviews = json_get(node, "reviews");
	const struct json *nodes = json_get(reviews, "nodes");
	size_t n = json_count(nodes);
	int64_t others = decode_count(reviews, "totalCount") - (int64_t)n;

	if (others < 0)
		others = 0;
	for (size_t i = 0; i < n && i < REVIEWS_MAX; i++) {
		const struct json *value = json_at(nodes, i);
		struct review review = {
			.number = pull->number,
			.title = pull->title,
			.state = state_of(value),
			.submitted_at = json_get_time(value, "submittedAt"),
			.author = author,
		};
		struct harvest_person *person;
		struct actor actor;

		if (!decode_actor(harvest->arena, json_get(value, "author"),
			&actor) ||
		    (actor.id != 0 && actor.id == author) ||
		    review.state == NULL || review.submitted_at == 0)
			continue;
		person = harvest_person(harvest, &actor);
		if (person == NULL)
			continue;
		others++;
		harvest_review(harvest, person, &review);
	}
	return others;
}

/* The author's part, and the reviewers'. */
static void
read_written(const struct json *node, struct pull *pull,
    const struct actor *author, struct harvest *harvest)
{
	struct harvest_person *person;

	pull->reviews = read_reviews(node, pull, author->id, harvest);
	person = harvest_person(harvest, author);
	if (person != NULL)
		harvest_pull(harvest, person, pull);
}

/* Whoever may merge a machine's work, too, is trusted with the branch. */
static void
read_merge(const struct pull *pull, const struct actor *merger, int64_t author,
    struct harvest *harvest)
{
	struct harvest_person *person = harvest_person(harvest, merger);

	if (person != NULL)
		harvest_merge(harvest, person,
		    &(struct merge){ .number = pull->number,
			.title = pull->title,
			.merged_at = pull->merged_at,
			.author = author });
}

static void
read_pull(const struct json *node, int64_t since, struct harvest *harvest)
{
	struct actor author = { 0 }, merger = { 0 };
	struct pull pull = {
		.number = decode_count(node, "number"),
		.merged_at = json_get_time(node, "mergedAt"),
		.additions = decode_count(node, "additions"),
		.deletions = decode_count(node, "deletions"),
		.files = decode_count(node, "changedFiles"),
	};
	bool is_machine;

	if (pull.number == 0 || pull.merged_at == 0 || pull.merged_at < since)
		return;
	harvest->pulls++;
	pull.title =
	    decode_line(harvest->arena, node, "title", DECODE_LINE_MAX);
	(void)decode_actor(harvest->arena, json_get(node, "author"), &author);
	is_machine = harvest_is_bot(harvest, &author);
	(void)decode_actor(harvest->arena, json_get(node, "mergedBy"), &merger);
	pull.merged_by = merger.id;
	/* approving what a machine wrote is no review of work */
	if (!is_machine)
		read_written(node, &pull, &author, harvest);
	if (is_machine || merger.id != author.id)
		read_merge(&pull, &merger, is_machine ? 0 : author.id, harvest);
}

void
decode_pulls(const struct json *connection, int64_t since,
    struct harvest *harvest, struct page *ret_page)
{
	decode_page(json_get(connection, "nodes"), "updatedAt", read_pull,
	    since, harvest, ret_page);
	ret_page->next = decode_next(harvest->arena, connection);
}
