#include "base/clock.h"
#include "base/log.h"
#include "crawler/decode.h"
#include "crawler/frontier.h"
#include "crawler/link.h"
#include "crawler/meeting.h"
#include "crawler/walk.h"
#include "store/task.h"

/*
 * The two lists that GraphQL has not, or has only at a higher price:
 * contributors, and review comments.
 */

enum {
	ASK_AGAIN_S = 7 * CLOCK_DAY_S,
	/* GitHub links about 500 addresses to accounts. */
	CONTRIBUTOR_PAGES_MAX = 20,
	/* and ends lists of comments after 40,000 */
	COMMENT_PAGES_MAX = 400
};

static struct cursor
cursor_of(struct call *call, const struct leg *leg)
{
	struct cursor cursor;

	cursor_parse(&call->arena, leg->tasks[0].cursor, &cursor);
	return cursor;
}

/* The repository is gone, or not for us: the rest of its harvest will find
 * that out by itself. */
static int
give_up(struct walk *walk, struct txn *txn, struct task *task,
    const struct answer *answer)
{
	log_warn("crawl", "%s: %s: %s",
	    stage_info((enum stage)task->stage)->name, task->name,
	    answer->message);
	if (answer->class == ANSWER_GONE)
		walk->report->faults.not_found++;
	else
		walk->report->faults.forbidden++;
	seeds_stage_done(&walk->seeds, task->subject, (int)task->stage);
	return frontier_kill(walk, txn, task, answer->message,
	    walk->now + ASK_AGAIN_S);
}

static int64_t
hash(const char *bytes, size_t len)
{
	uint64_t sum = 14695981039346656037ULL; /* FNV-1a */

	for (size_t i = 0; i < len; i++)
		sum = (sum ^ (unsigned char)bytes[i]) * 1099511628211ULL;
	return (int64_t)(sum >> 2);
}

/*
 * One more page, or the list's end.  Links to other hosts are not followed; a
 * page that is the one before once more has no end.
 */
static int
next_page(struct call *call, struct txn *txn, struct task *task,
    const struct http_answer *http, struct cursor *cursor)
{
	struct walk *walk = call->walk;
	int64_t bytes = hash(http->body, http->body_len);
	bool foreign;
	const char *next = link_find(&call->arena, http->headers.link, "next",
	    http->url, &foreign);

	if (foreign)
		return frontier_foreign(walk, txn, task);
	if (next != NULL && cursor->page > 0 && bytes == cursor->bytes)
		return frontier_endless(walk, txn, task, cursor);
	cursor->bytes = bytes;
	return frontier_page(walk, txn, task, cursor, next);
}

/* A repository that has moved is looked up at once, so that its new name is
 * asked for from then on: each redirect costs a point. */
static int
note_move(struct walk *walk, struct txn *txn, const struct task *task,
    const struct http_answer *http)
{
	const struct seed *seed = seeds_by_id(&walk->seeds, task->subject);
	struct arena arena = { 0 };
	struct task facts;
	int rc;

	if (!http->moved || seed == NULL)
		return 0;
	rc = store_task_get(txn, STAGE_REPOSITORY, seed->key, &arena, &facts);
	if (rc == 0 && !facts.is_dead && facts.due > walk->now) {
		facts.due = walk->now;
		/* also when it was read in this very second */
		if (facts.done_at >= facts.due)
			facts.done_at = facts.due - 1;
		rc = store_task_put(txn, &facts);
	}
	arena_done(&arena);
	return rc == ERR_NOTFOUND || rc == ERR_CORRUPT ? 0 : rc;
}

/* ---- contributors ---- */

static int
prepare_contributors(struct walk *walk, struct txn *txn, struct call *call,
    struct leg *leg)
{
	struct cursor cursor = cursor_of(call, leg);
	struct validator validator;
	const char *url = cursor.after;
	int rc;

	if (url == NULL)
		url = github_contributors_url(&walk->github, &call->arena,
		    leg->tasks[0].name);
	/* An unchanged first page means an unchanged list: it names those with
	 * most commits, and any commit of theirs changes it.  Only if that list
	 * was read to its end, though. */
	rc = cursor.page == 0
	    ? store_validator_get(txn, url, &call->arena, &validator)
	    : ERR_NOTFOUND;
	if (rc != 0 && rc != ERR_NOTFOUND && rc != ERR_CORRUPT)
		return rc;
	if (rc == 0 && validator.checked_at != leg->tasks[0].visited_at)
		rc = ERR_NOTFOUND;
	call_rest(call, url, rc == 0 ? &validator : NULL);
	return 0;
}

static int
store_contributors(struct walk *walk, struct txn *txn, struct call *call,
    struct leg *leg, const struct answer *answer,
    const struct http_answer *http)
{
	struct task *task = &leg->tasks[0];
	struct cursor cursor = cursor_of(call, leg);
	struct validator validator = {
		.etag =
		    http->headers.etag[0] != '\0' ? http->headers.etag : NULL,
		.last_modified = http->headers.last_modified[0] != '\0'
		    ? http->headers.last_modified
		    : NULL,
		.checked_at = cursor.start,
	};
	struct harvest harvest;
	struct page page;
	int rc;

	harvest_init(&harvest, &call->arena, walk->options->rules,
	    task->subject, walk->now);
	harvest.seen = walk->seen;
	decode_contributors(answer->json, &harvest, &page);
	rc = meeting_store(walk, txn, &harvest);
	harvest_done(&harvest);
	if (rc == 0 && cursor.page == 0 &&
	    (validator.etag != NULL || validator.last_modified != NULL))
		rc = store_validator_put(txn, call->request.url, &validator);
	if (rc != 0)
		return rc;
	/* an empty page is the last, whatever its links say */
	if (page.n == 0)
		return frontier_page(walk, txn, task, &cursor, NULL);
	if (cursor.page + 1 >= CONTRIBUTOR_PAGES_MAX)
		return frontier_endless(walk, txn, task, &cursor);
	return next_page(call, txn, task, http, &cursor);
}

/* The validator of a list that has not changed holds for this visit, too. */
static int
unchanged_contributors(struct walk *walk, struct txn *txn, struct call *call,
    struct task *task, struct cursor *cursor)
{
	struct validator validator;
	int rc = store_validator_get(txn, call->request.url, &call->arena,
	    &validator);

	validator.checked_at = cursor->start;
	if (rc == 0)
		rc = store_validator_put(txn, call->request.url, &validator);
	if (rc != 0 && rc != ERR_NOTFOUND && rc != ERR_CORRUPT)
		return rc;
	return frontier_page(walk, txn, task, cursor, NULL);
}

static int
finish_contributors(struct walk *walk, struct txn *txn, struct call *call,
    struct leg *leg, const struct answer *answer,
    const struct http_answer *http)
{
	struct task *task = &leg->tasks[0];
	struct cursor cursor = cursor_of(call, leg);

	int rc = note_move(walk, txn, task, http);

	if (rc != 0)
		return rc;
	if (answer->class == ANSWER_FINE)
		return store_contributors(walk, txn, call, leg, answer, http);
	if (answer->class == ANSWER_UNCHANGED)
		return unchanged_contributors(walk, txn, call, task, &cursor);
	if (answer->class == ANSWER_GONE || answer->class == ANSWER_FORBIDDEN)
		return give_up(walk, txn, task, answer);
	if (answer->class == ANSWER_LIST_TOO_LARGE) {
		/* the commit history names those who matter */
		log_info("crawl",
		    "contributors: %s: too many to list, taken from history",
		    task->name);
		walk->report->faults.contributors_too_large++;
	}
	return frontier_page(walk, txn, task, &cursor, NULL);
}

const struct stage_info stage_contributors = {
	.name = "contributors",
	.lane = LANE_REST,
	.tasks_max = 1,
	.prepare = prepare_contributors,
	.finish = finish_contributors,
};

/* ---- review comments ---- */

static int
prepare_comments(struct walk *walk, struct txn *txn, struct call *call,
    struct leg *leg)
{
	struct cursor cursor = cursor_of(call, leg);
	const char *url = cursor.after;

	(void)txn;
	/* `since` is about updates: only a later visit can use it, for the
	 * first one wants old comments too */
	if (url == NULL)
		url = github_comments_url(&walk->github, &call->arena,
		    leg->tasks[0].name,
		    cursor.since > walk->horizon ? cursor.since : 0);
	call_rest(call, url, NULL);
	return 0;
}

static int
finish_comments(struct walk *walk, struct txn *txn, struct call *call,
    struct leg *leg, const struct answer *answer,
    const struct http_answer *http)
{
	struct task *task = &leg->tasks[0];
	struct cursor cursor = cursor_of(call, leg);
	struct harvest harvest;
	struct page page;
	int rc = note_move(walk, txn, task, http);

	if (rc != 0)
		return rc;
	if (answer->class == ANSWER_GONE || answer->class == ANSWER_FORBIDDEN)
		return give_up(walk, txn, task, answer);
	if (answer->class != ANSWER_FINE)
		return frontier_page(walk, txn, task, &cursor, NULL);
	harvest_init(&harvest, &call->arena, walk->options->rules,
	    task->subject, walk->now);
	harvest.seen = walk->seen;
	decode_comments(answer->json, walk->horizon, &harvest, &page);
	rc = meeting_store(walk, txn, &harvest);
	harvest_done(&harvest);
	if (rc != 0)
		return rc;
	/* newest first: beyond the horizon there is nothing to find, and beyond
	 * so many pages GitHub shows nothing */
	if (page.n == 0 || page.oldest < walk->horizon ||
	    cursor.page + 1 >= COMMENT_PAGES_MAX)
		return frontier_page(walk, txn, task, &cursor, NULL);
	return next_page(call, txn, task, http, &cursor);
}

const struct stage_info stage_comments = {
	.name = "review comments",
	.lane = LANE_REST,
	.tasks_max = 1,
	.prepare = prepare_comments,
	.finish = finish_comments,
};
