#include <stddef.h>
#include <string.h>

#include "base/map.h"
#include "base/str.h"
#include "signals/ascii.h"
#include "signals/commits.h"
#include "signals/review.h"
#include "signals/scoring.h"

/*
 * Every text of a person is read here, once: its features for the judgement of
 * messages and comments, its words for skills and domains.
 */
enum {
	README_BYTES = 16 * 1024, /* of a README that is searched for skills */
	SHAPE_WORDS = 24 /* words that near-copies share */
};

/* Titles of others' work that was reviewed or merged count less. */
static const double share_reviewed = 0.3;
/* Words of slight work, by its quality, count less: they come in thousands. */
static const double worth_counting = 0.2;
static const double share_slight = 0.1;
/* Quality of a pull request, comment or message from which it is cited. */
static const double worth_citing = 0.5;

static double *
member(struct trace *trace, size_t place)
{
	return (double *)(void *)((char *)trace + place);
}

static void
count_trace(struct scoring *scoring, struct trace *trace, double share)
{
	if (trace->seen_in == scoring->text)
		return;
	trace->seen_in = scoring->text;
	*member(trace, scoring->place) += share;
	if (scoring->title != NULL && scoring->date >= trace->date) {
		trace->title = scoring->title;
		trace->url = scoring->url;
		trace->date = scoring->date;
	}
}

/* What was met in the text counts `share`, each skill and domain once. */
static void
count_found(struct scoring *scoring, double share)
{
	size_t n_skills = scoring->catalogue->n_skills;

	scoring->evidence += share;
	for (size_t i = 0; i < scoring->n_found; i++) {
		size_t k = scoring->found[i];

		count_trace(scoring,
		    k < n_skills ? &scoring->skills[k]
				 : &scoring->domains[k - n_skills],
		    share);
	}
}

static void
note_list(struct scoring *scoring, uint32_t list)
{
	if (scoring->n_found < FOUND_MAX)
		scoring->found[scoring->n_found++] = list - PROSE_LISTS_MAX;
}

static void
word_found(void *ctx, const struct word_hit *hit)
{
	if (hit->list >= PROSE_LISTS_MAX)
		note_list(ctx, hit->list);
}

static void
pattern_found(void *ctx, uint32_t list)
{
	note_list(ctx, list);
}

static void
begin_text(struct scoring *scoring, size_t place)
{
	scoring->text++;
	scoring->place = place;
	scoring->n_found = 0;
}

/* A text that only skills are looked for in. */
static void
read_words(struct scoring *scoring, size_t place, double share,
    const char *text, size_t len)
{
	begin_text(scoring, place);
	(void)words_scan(scoring->rubric->words, text, len, word_found,
	    scoring);
	scoring->skipped += patterns_scan(scoring->rubric->patterns, text, len,
	    pattern_found, scoring);
	count_found(scoring, share);
}

/* A text that is judged first: count_found() follows. */
static void
read_prose(struct scoring *scoring, const char *text, struct prose *ret_prose)
{
	size_t len = strlen(text);

	begin_text(scoring, offsetof(struct trace, texts));
	prose_read(scoring->rubric->words, scoring->rules->lists[LIST_COMMON],
	    text, len, ret_prose, word_found, scoring);
	scoring->skipped += patterns_scan(scoring->rubric->patterns, text, len,
	    pattern_found, scoring);
}

static bool
is_word_byte(char c)
{
	return (ascii_alnum(c) && !ascii_digit(c)) || (c & 0x80) != 0 ||
	    c == '\'' || c == ',' || c == '.';
}

/*
 * Equal for texts that differ only in names of code, numbers, case and marks:
 * the plain words are hashed, anything with other signs inside is left out.
 */
static uint64_t
shape_of(const char *text)
{
	const uint64_t step = 0x100000001B3u; /* FNV-1a */
	uint64_t hash = 0xCBF29CE484222325u;
	int n = 0;

	for (const char *at = text; *at != '\0' && n < SHAPE_WORDS;) {
		const char *word;
		bool is_plain = true;

		while (*at != '\0' && ascii_space(*at))
			at++;
		for (word = at; *at != '\0' && !ascii_space(*at); at++)
			is_plain &= is_word_byte(*at);
		if (!is_plain || at == word)
			continue;
		for (; word < at; word++)
			hash = (hash ^ (uint8_t)ascii_lower(*word)) * step;
		hash *= step;
		n++;
	}
	return hash;
}

static void
set_work(struct scoring *scoring, const char *title, const char *url,
    int64_t date)
{
	scoring->title = title;
	scoring->url = url;
	scoring->date = date;
}

static void
read_pulls(struct scoring *scoring, const struct work *work)
{
	const char *name = scoring_repository(work);
	struct piece *piece;
	struct prose prose;
	double quality;

	for (size_t i = 0; i < work->n_pulls; i++) {
		const struct pull *pull = &work->pulls[i];
		const char *title = pull->title == NULL ? "" : pull->title;
		double share = scoring_decay(scoring, pull->merged_at);

		if (share <= 0)
			continue;
		set_work(scoring, title,
		    name == NULL
			? NULL
			: fact_url_pull(scoring->arena, name, pull->number),
		    pull->merged_at);
		read_prose(scoring, title, &prose);
		quality = merged_work_pull(scoring, work, pull, &prose);
		count_found(scoring,
		    share * (quality < worth_counting ? share_slight : 1));
		piece = &scoring->pulls[scoring->n_pulls++];
		*piece = (struct piece){ .quality = share * quality *
			    scoring_relevance(scoring, work),
			.shape = shape_of(title),
			.work = work,
			.index = i,
			.date = pull->merged_at,
			.is_judged = true,
			.is_concrete =
			    quality >= worth_citing && prose.n_words > 1 };
	}
}

static void
read_reviewed(struct scoring *scoring, const struct work *work)
{
	set_work(scoring, NULL, NULL, 0);
	for (size_t i = 0; i < work->n_merges; i++)
		if (work->merges[i].title != NULL)
			read_words(scoring, offsetof(struct trace, texts),
			    share_reviewed *
				scoring_decay(scoring,
				    work->merges[i].merged_at),
			    work->merges[i].title,
			    strlen(work->merges[i].title));
	for (size_t i = 0; i < work->n_reviews; i++)
		if (work->reviews[i].title != NULL)
			read_words(scoring, offsetof(struct trace, texts),
			    share_reviewed *
				scoring_decay(scoring,
				    work->reviews[i].submitted_at),
			    work->reviews[i].title,
			    strlen(work->reviews[i].title));
}

static void
read_comments(struct scoring *scoring, const struct work *work)
{
	struct review_quality quality;
	struct prose prose;

	set_work(scoring, NULL, NULL, 0);
	for (size_t i = 0; i < work->n_comments; i++) {
		const struct comment *comment = &work->comments[i];
		double decay = scoring_decay(scoring, comment->created_at);
		struct piece *piece;

		if (comment->body == NULL || decay <= 0)
			continue;
		read_prose(scoring, comment->body, &prose);
		review_read(scoring->rules, &prose, &quality);
		count_found(scoring,
		    decay *
			(quality.quality < worth_counting ? share_slight : 1));
		if (quality.is_unknown)
			continue;
		piece = &scoring->comments[scoring->n_comments++];
		*piece = (struct piece){ .quality = quality.quality * decay,
			.shape = shape_of(comment->body),
			.work = work,
			.index = i,
			.date = comment->created_at,
			.is_judged = true,
			.is_concrete = quality.quality >= worth_citing };
	}
}

static void
read_commits(struct scoring *scoring, const struct work *work)
{
	struct commit_quality quality;
	struct prose prose;

	set_work(scoring, NULL, NULL, 0);
	for (size_t i = 0; i < work->n_commits; i++) {
		const struct commit *commit = &work->commits[i];
		double decay = scoring_decay(scoring, commit->authored_at);
		struct piece *piece;

		if (decay <= 0)
			continue;
		piece = &scoring->commits[scoring->n_commits++];
		*piece = (struct piece){ .work = work,
			.index = i,
			.date = commit->authored_at };
		if (commit->message == NULL)
			continue;
		piece->shape = shape_of(commit->message);
		if (commit->is_merge)
			continue;
		read_prose(scoring, commit->message, &prose);
		commits_read(scoring->rules, &prose, &quality);
		count_found(scoring,
		    decay *
			(quality.quality < worth_counting ? share_slight : 1));
		if (quality.is_unknown || commit->by_agent)
			continue;
		piece->is_judged = true;
		piece->quality = quality.quality * decay;
		piece->is_concrete =
		    quality.quality >= worth_citing && !quality.is_trivial;
	}
}

/* How much of a repository's language a person's merged work speaks for. */
static double
work_done(const struct scoring *scoring, const struct work *work)
{
	double n = 0;

	for (size_t i = 0; i < work->n_pulls; i++)
		n += scoring_decay(scoring, work->pulls[i].merged_at);
	for (size_t i = 0; i < work->n_commits; i++)
		n += scoring_decay(scoring, work->commits[i].authored_at);
	if (n == 0 && work->commits_total > 0)
		n = work->commits_total > 3 ? 3 : (double)work->commits_total;
	return n;
}

static struct trace *
trace_of(struct scoring *scoring, const struct map *map, const char *name)
{
	char key[128];
	void *index;

	if (name == NULL || !str_copy(key, sizeof(key), name))
		return NULL;
	str_lower_all(key);
	index = map_get_text(map, key);
	return index == NULL ? NULL : &scoring->skills[(uintptr_t)index - 1];
}

/* Work in a repository of that language or topic; `trace` may be NULL. */
static void
count_work(struct trace *trace, double n, const char *repository)
{
	if (trace == NULL)
		return;
	if (n > trace->most && repository != NULL) {
		trace->most = n;
		trace->repository = repository;
	}
	trace->work += n;
}

/* The main language counts in full, another one above a tenth by half. */
static void
read_walked(struct scoring *scoring, const struct work *work)
{
	const struct repository *in = work->in;
	double n = work_done(scoring, work);
	double bytes = 0;
	struct trace *trace;

	if (in == NULL || n <= 0)
		return;
	for (size_t i = 0; i < in->n_languages; i++)
		bytes += (double)in->languages[i].bytes;
	trace =
	    trace_of(scoring, scoring->rubric->languages, in->primary_language);
	count_work(trace, n, in->full_name);
	for (size_t i = 0; i < in->n_languages; i++) {
		const struct language *language = &in->languages[i];

		if ((double)language->bytes * 10 < bytes ||
		    str_equal(language->name, in->primary_language))
			continue;
		trace = trace_of(scoring, scoring->rubric->languages,
		    language->name);
		count_work(trace, n / 2, in->full_name);
	}
	for (size_t i = 0; i < in->n_topics; i++) {
		trace =
		    trace_of(scoring, scoring->rubric->topics, in->topics[i]);
		count_work(trace, n / 2, in->full_name);
	}
}

static void
read_own(struct scoring *scoring, const struct repository *own)
{
	struct trace *trace;
	size_t len;

	if (own->is_fork || own->is_mirror)
		return;
	for (size_t i = 0; i < own->n_languages; i++) {
		trace = trace_of(scoring, scoring->rubric->languages,
		    own->languages[i].name);
		if (trace != NULL && own->languages[i].bytes > 0)
			trace->bytes += (double)own->languages[i].bytes;
	}
	for (size_t i = 0; i < own->n_topics; i++) {
		trace =
		    trace_of(scoring, scoring->rubric->topics, own->topics[i]);
		if (trace != NULL)
			trace->topics++;
	}
	set_work(scoring, own->full_name,
	    own->full_name == NULL
		? NULL
		: fact_url_repository(scoring->arena, own->full_name),
	    own->pushed_at);
	if (own->description != NULL)
		read_words(scoring, offsetof(struct trace, readmes), 1,
		    own->description, strlen(own->description));
	if (own->readme != NULL) {
		len = strnlen(own->readme, README_BYTES);
		read_words(scoring, offsetof(struct trace, readmes), 1,
		    own->readme, len);
	}
}

void
reading_run(struct scoring *scoring)
{
	const struct facts *facts = scoring->facts;
	const struct person *person = &facts->person;
	size_t pulls = 0, comments = 0, commits = 0;

	for (size_t i = 0; i < facts->n_work; i++) {
		pulls += facts->work[i].n_pulls;
		comments += facts->work[i].n_comments;
		commits += facts->work[i].n_commits;
	}
	scoring->pulls =
	    arena_alloc(scoring->arena, (pulls + 1) * sizeof(*scoring->pulls));
	scoring->comments = arena_alloc(scoring->arena,
	    (comments + 1) * sizeof(*scoring->comments));
	scoring->commits = arena_alloc(scoring->arena,
	    (commits + 1) * sizeof(*scoring->commits));
	for (size_t i = 0; i < facts->n_work; i++) {
		const struct work *work = &facts->work[i];

		read_walked(scoring, work);
		read_pulls(scoring, work);
		read_reviewed(scoring, work);
		read_comments(scoring, work);
		read_commits(scoring, work);
	}
	for (size_t i = 0; i < facts->own.n_items; i++)
		read_own(scoring, &facts->own.items[i]);
	set_work(scoring, NULL, NULL, 0);
	if (person->bio != NULL)
		read_words(scoring, offsetof(struct trace, claims), 1,
		    person->bio, strlen(person->bio));
	if (person->profile_readme != NULL)
		read_words(scoring, offsetof(struct trace, claims), 1,
		    person->profile_readme, strlen(person->profile_readme));
}
