#ifndef TESTS_BENCH_RECORDS_H
#define TESTS_BENCH_RECORDS_H

/* The leads of people.h as the records of a store; all lives in the arena. */
#include "base/arena.h"
#include "base/json.h"
#include "signals/fact.h"
#include "signals/score.h"
#include "tests/bench/people.h"

enum {
	MADE_QUOTED = 14, /* words of a comment that are quoted */
	MADE_SENTENCES = 64 * 1024
};

static inline const char *
made_put(struct arena *arena, const struct made_world *world,
    const struct made_item *it, bool has_number, int most)
{
	const char *text;
	struct buf out;

	buf_init(&out, MADE_SENTENCES);
	made_text_put(&world->text, &it->text, most, &out);
	if (has_number && it->number > 0)
		buf_format(&out, " (#%lld)", (long long)it->number);
	text = arena_text(arena, out.data != NULL ? out.data : "", out.len);
	buf_done(&out);
	return text;
}

static inline const char *
made_repository_of(struct arena *arena, int repository)
{
	char name[2 * MADE_WORD];

	made_repository(repository, name, sizeof(name));
	return arena_strdup(arena, name);
}

static inline const char *
made_link(struct arena *arena, const struct made_person *it,
    const struct made_item *item)
{
	const char *where = made_repository_of(arena, it->repositories[0]);

	if (item->id != 0)
		return arena_format(arena,
		    "https://github.com/%s/pull/%lld#discussion_r%lld", where,
		    (long long)item->number, (long long)item->id);
	return arena_format(arena, "https://github.com/%s/pull/%lld", where,
	    (long long)item->number);
}

/* ---- person ---- */

static inline void
made_links(struct arena *arena, const struct made_person *it, const char *login,
    struct person *person)
{
	struct link *links = arena_calloc(arena, 3, sizeof(*links));

	person->links = links;
	if (it->website)
		links[person->n_links++] = (struct link){ "website",
			arena_format(arena, "https://%s.example.org", login) };
	if (it->linkedin)
		links[person->n_links++] = (struct link){ "linkedin",
			arena_format(arena, "https://www.linkedin.com/in/%s",
			    login) };
	if (it->social)
		links[person->n_links++] = (struct link){ "mastodon",
			arena_format(arena, "https://social.example.org/@%s",
			    login) };
}

static inline void
made_person_record(struct arena *arena, const struct made_world *world,
    const struct made_person *it, struct person *ret)
{
	struct made_item bio = { .text = it->bio };
	char text[3 * MADE_WORD];

	*ret = (struct person){ .id = it->id,
		.type = "User",
		.hireable = it->hireable,
		.followers = it->followers,
		.merged_pulls = it->merged,
		.created_at = it->created_at,
		.fetched_at = MADE_NOW - MADE_DAY - it->id % 50000,
		.first_seen = it->first_seen };
	made_login(it, text, sizeof(text));
	ret->login = arena_strdup(arena, text);
	made_name(it, text, sizeof(text));
	ret->name = arena_strdup(arena, text);
	if (it->bio.n > 0)
		ret->bio = made_put(arena, world, &bio, false, MADE_TEXT);
	if (it->company >= 0) {
		made_company(it->company, text, sizeof(text));
		ret->company = arena_strdup(arena, text);
	}
	if (it->place >= 0)
		ret->location = arena_strdup(arena,
		    places_get(world->tree, world->places[it->place])->name);
	made_links(arena, it, ret->login, ret);
}

/* ---- work ---- */

static inline struct pull *
made_pulls(struct arena *arena, const struct made_world *world,
    const struct made_person *it)
{
	struct pull *pulls =
	    arena_calloc(arena, (size_t)it->n_pulls, sizeof(*pulls));

	for (int i = 0; i < it->n_pulls; i++) {
		const struct made_item *item = &it->pulls[i];

		pulls[i] = (struct pull){ .number = item->number,
			.title = made_put(arena, world, item, false, MADE_TEXT),
			.merged_at = item->at,
			.additions = item->additions,
			.deletions = item->deletions,
			.files = item->files,
			.reviews = item->reviews };
	}
	return pulls;
}

static inline struct comment *
made_comments(struct arena *arena, const struct made_world *world,
    const struct made_person *it)
{
	struct comment *comments =
	    arena_calloc(arena, (size_t)it->n_comments, sizeof(*comments));

	for (int i = 0; i < it->n_comments; i++) {
		const struct made_item *item = &it->comments[i];
		const char *path = world->text.words[item->path];

		comments[i] = (struct comment){ .id = item->id,
			.number = item->number,
			.path = arena_format(arena, "pkg/%s/%s.go", path,
			    world->text.words[made_own_word(it->repositories[0],
				item->path % 7)]),
			.body = made_put(arena, world, item, false, MADE_TEXT),
			.created_at = item->at };
	}
	return comments;
}

static inline struct commit *
made_commits(struct arena *arena, const struct made_world *world,
    const struct made_person *it)
{
	struct commit *commits =
	    arena_calloc(arena, (size_t)it->n_commits, sizeof(*commits));

	for (int i = 0; i < it->n_commits; i++) {
		const struct made_item *item = &it->commits[i];

		commits[i] = (struct commit){
			.oid = arena_format(arena, "%016llx%016llx%08llx",
			    (unsigned long long)item->oid[0],
			    (unsigned long long)item->oid[1],
			    (unsigned long long)item->oid[2] >> 32),
			.message =
			    made_put(arena, world, item, true, MADE_TEXT),
			.authored_at = item->at,
			.additions = item->additions,
			.deletions = item->deletions,
			.files = item->files
		};
	}
	return commits;
}

/* The first repository has the pull requests and comments, a second one the
 * commits. */
static inline void
made_work_record(struct arena *arena, const struct made_world *world,
    const struct made_person *it, int at, struct work *ret)
{
	*ret = (struct work){ .repository = 1 + it->repositories[at],
		.fetched_at = MADE_NOW - MADE_DAY - it->id % 50000 };
	if (at == 0) {
		ret->pulls = made_pulls(arena, world, it);
		ret->n_pulls = (size_t)it->n_pulls;
		ret->comments = made_comments(arena, world, it);
		ret->n_comments = (size_t)it->n_comments;
	}
	if (at == it->n_repositories - 1) {
		ret->commits_total = it->n_commits;
		ret->commits = made_commits(arena, world, it);
		ret->n_commits = (size_t)it->n_commits;
	}
}

/* ---- score ---- */

static inline void
made_reason(struct signal *signal, struct arena *arena, const char *text,
    const char *url, int64_t date)
{
	if (signal->n_reasons == 0)
		signal->reasons =
		    arena_calloc(arena, 4, sizeof(*signal->reasons));
	signal->reasons[signal->n_reasons++] =
	    (struct reason){ text, url, date };
}

static inline void
made_evidence(struct arena *arena, const struct made_world *world,
    const struct made_person *it, const struct made_item *item,
    struct score *score)
{
	score->evidence[score->n_evidence++] =
	    (struct evidence){ .kind = item->id != 0 ? "comment" : "pull",
		    .title = made_put(arena, world, item, false,
			item->id != 0 ? MADE_QUOTED : MADE_TEXT),
		    .url = made_link(arena, it, item),
		    .date = item->at - item->at % MADE_DAY };
}

/* What the signals say of the work, worded as they do. */
static inline void
made_reasons(struct arena *arena, const struct made_world *world,
    const struct made_person *it, struct score *score)
{
	const char *where = made_repository_of(arena, it->repositories[0]);
	const struct made_item *pull = &it->pulls[0], *said = &it->comments[0];

	score->evidence = arena_calloc(arena, 3, sizeof(*score->evidence));
	if (it->n_pulls + it->n_commits > 2)
		made_reason(&score->signals[0], arena,
		    arena_format(arena,
			"%s: %d commits in all; in the last 48 months %d own "
			"pull requests merged",
			where, it->n_commits, it->n_pulls),
		    arena_format(arena, "https://github.com/%s", where), 0);
	made_reason(&score->signals[0], arena,
	    arena_format(arena, "wrote %s#%lld \"%s\"", where,
		(long long)pull->number,
		made_put(arena, world, pull, false, MADE_TEXT)),
	    made_link(arena, it, pull), pull->at - pull->at % MADE_DAY);
	made_evidence(arena, world, it, pull, score);
	if (it->n_comments == 0)
		return;
	made_reason(&score->signals[1], arena,
	    arena_format(arena, "explains in review of %s#%lld: \"%s\"", where,
		(long long)said->number,
		made_put(arena, world, said, false, MADE_QUOTED)),
	    made_link(arena, it, said), said->at - said->at % MADE_DAY);
	made_evidence(arena, world, it, said, score);
}

static const char *const made_needs[] = { "a language of data systems",
	"a database or broker", "concurrency at depth" };

static inline void
made_lists(struct arena *arena, const struct made_person *it,
    struct score *score)
{
	struct seed_work *seed = arena_calloc(arena, 1, sizeof(*seed));

	score->languages = arena_calloc(arena, 3, sizeof(char *));
	for (int i = 0; i < it->n_languages; i++)
		score->languages[score->n_languages++] =
		    made_languages[it->languages[i]];
	score->skills = arena_calloc(arena, 10, sizeof(*score->skills));
	for (int i = 0; i < it->n_skills; i++)
		score->skills[score->n_skills++] =
		    (struct skill_seen){ made_skills[it->skills[i]],
			    .9 - .07 * i - .0001 * (double)(it->id % 500) };
	score->must_missing = arena_calloc(arena, 3, sizeof(char *));
	for (int i = 0; i < it->n_missing; i++)
		score->must_missing[score->n_must_missing++] = made_needs[i];
	seed->repository = made_repository_of(arena, it->repositories[0]);
	seed->repository_id = 1 + it->repositories[0];
	seed->commits = it->n_commits;
	seed->merged_pulls = it->n_pulls;
	seed->reviews = it->n_comments;
	score->seeds = seed;
	score->n_seeds = 1;
}

static inline const char *
made_headline(struct arena *arena, const struct made_person *it)
{
	return arena_format(arena, "%s and %s engineer",
	    made_languages[it->languages[0]], made_skills[it->skills[0]]);
}

static inline const char *
made_sentence(struct arena *arena, const struct made_world *world,
    const struct made_person *it)
{
	return arena_format(arena, "Brought \"%s\" into %s.",
	    made_put(arena, world, &it->pulls[0], false, MADE_TEXT),
	    made_repository_of(arena, it->repositories[0]));
}

static inline void
made_score_record(struct arena *arena, const struct made_world *world,
    const struct made_person *it, struct score *ret)
{
	*ret = (struct score){ .person = it->id,
		.score = it->score,
		.coverage = it->coverage,
		.band = (enum band)it->band,
		.involvement = (enum involvement)it->involvement,
		.is_out = it->is_out,
		.headline = made_headline(arena, it),
		.reason = made_sentence(arena, world, it),
		.reason_url = made_link(arena, it, &it->pulls[0]),
		.merged_pulls = it->role_pulls,
		.reviews = it->role_reviews,
		.last_active = it->last_active,
		.rubric = "bench",
		.scored_at = MADE_NOW };
	for (int i = 0; i < MADE_FAMILIES; i++)
		ret->signals[i] = (struct signal){ .value = it->values[i],
			.coverage = it->covered[i],
			.share = it->shares[i],
			.weight = made_weights[i] };
	made_reasons(arena, world, it, ret);
	made_lists(arena, it, ret);
}

/* ---- evidence ---- */

static inline void
made_json(struct json_writer *json, const char *key, const char *text,
    const char *url, int64_t date)
{
	json_begin_object(json);
	json_member_text(json, key, text);
	json_member_text(json, "url", url);
	if (date != 0)
		json_member_time(json, "date", date);
	json_end_object(json);
}

/* Evidence of a lead as JSON: the work, and of the score the reasons and the
 * evidence.  Its bytes are counted, and SQLite keeps the same. */
static inline void
made_evidence_json(const struct made_world *world, struct arena *arena,
    const struct made_person *it, struct buf *out)
{
	struct json_writer json;
	struct score_row row;
	struct score score;

	json_writer_init(&json, out);
	json_begin_object(&json);
	json_put_key(&json, "work");
	json_begin_array(&json);
	for (int at = 0; at < it->n_repositories; at++) {
		struct work work;

		made_work_record(arena, world, it, at, &work);
		record_json(&work_record, &work, &json);
	}
	json_end_array(&json);
	made_score_record(arena, world, it, &score);
	score_row_from(&score, &row);
	json_put_key(&json, "reasons");
	json_begin_array(&json);
	for (size_t i = 0; i < FAMILY_COUNT; i++)
		for (size_t k = 0; k < score.signals[i].n_reasons; k++)
			made_json(&json, "text",
			    score.signals[i].reasons[k].text,
			    score.signals[i].reasons[k].url,
			    score.signals[i].reasons[k].date);
	json_end_array(&json);
	json_put_key(&json, "evidence");
	json_begin_array(&json);
	for (size_t i = 0; i < score.n_evidence; i++)
		made_json(&json, "title", score.evidence[i].title,
		    score.evidence[i].url, score.evidence[i].date);
	json_end_array(&json);
	json_end_object(&json);
}

#endif
