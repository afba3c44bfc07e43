#include <stdio.h>
#include <stdlib.h>

#include "tests/unit/metamorphic_fixture.h"

/* What is done for show gains next to nothing. */
enum {
	/* Of those who have work to hide padding among; each attack adds up to
	 * ten thousand pieces, so fewer are tried. */
	ATTACKED = 12,
	MOST = 3 /* points that an attack may gain */
};

static struct work *
room_for(struct people *people, struct chance *chance, size_t which, size_t n)
{
	struct work *work = &people->work[which];

	(void)chance;
#define GROW(list)                                                 \
	do {                                                       \
		void *old = work->list;                            \
		work->list = arena_calloc(&fixture_arena,          \
		    work->n_##list + n + 1, sizeof(*work->list));  \
		if (work->n_##list > 0)                            \
			memcpy(work->list, old,                    \
			    work->n_##list * sizeof(*work->list)); \
	} while (0)
	GROW(pulls);
	GROW(commits);
	GROW(comments);
#undef GROW
	return work;
}

static void
pad(struct people *people, struct chance *chance,
    const char *(*message)(struct chance *), int64_t days)
{
	const int64_t n = 10000;
	struct work *work = room_for(people, chance, 0, (size_t)n);

	for (int64_t i = 0; i < n; i++)
		work->commits[work->n_commits++] = (struct commit){ .oid = "00",
			.message = message(chance),
			.authored_at = days_ago(1 + i % days),
			.additions = 1,
			.files = 1 };
	if (work->commits_total > 0)
		work->commits_total += n;
}

static const char *
message_update(struct chance *chance)
{
	(void)chance;
	return "update";
}

static const char *
message_words(struct chance *chance)
{
	return arena_format(&fixture_arena, "change %s %s",
	    CHANCE_OF(chance, people_nouns), CHANCE_OF(chance, people_nouns));
}

/* Words of skills and domains, so that depth could be had for nothing. */
static const char *
message_skills(struct chance *chance)
{
	return arena_format(&fixture_arena, "%s",
	    CHANCE_OF(chance, people_subjects));
}

static void
pad_a_year(struct people *people, struct chance *chance)
{
	pad(people, chance, message_update, 365);
}

static void
pad_a_day(struct people *people, struct chance *chance)
{
	pad(people, chance, message_words, 1);
}

static void
pad_with_skills(struct people *people, struct chance *chance)
{
	pad(people, chance, message_skills, 365);
}

static void
buy_stars(struct people *people, struct chance *chance)
{
	struct repository *own = &people->own[people->facts.own.n_items++];

	*own = people_repository(chance, "ada/new", "Go");
	own->stars = 12;
	own->forks = 0;
	own->open_issues = 0;
	own->is_fork = own->is_archived = false;
}

static void
buy_stars_now(struct people *people, struct chance *chance)
{
	(void)chance;
	people->own[people->facts.own.n_items - 1].stars = 20000;
}

static void
merge_oneself_base(struct people *people, struct chance *chance)
{
	struct work *work = &people->work[people->facts.n_work];

	/* Repository 3 is the person's own. */
	people_work(chance, 3, work);
	work->repository = 99;
	work->n_pulls = work->n_commits = 0;
	work->n_merges = work->n_reviews = work->n_comments = 0;
	people->facts.n_work++;
}

static void
merge_oneself(struct people *people, struct chance *chance)
{
	struct work *work =
	    room_for(people, chance, people->facts.n_work - 1, 1000);

	for (int i = 0; i < 1000; i++)
		work->pulls[work->n_pulls++] = (struct pull){ .number = i + 1,
			.title =
			    arena_format(&fixture_arena, "%s: rebuild the %s",
				CHANCE_OF(chance, people_subjects),
				CHANCE_OF(chance, people_nouns)),
			.merged_at = days_ago(1 + i),
			.additions = 400,
			.deletions = 30,
			.files = 9,
			.merged_by = i % 2 == 0 ? people->facts.person.id : 0 };
}

static void
one_giant(struct people *people, struct chance *chance)
{
	struct work *work = room_for(people, chance, 0, 1);

	work->pulls[work->n_pulls++] = (struct pull){ .number = 5,
		.title = "Import the library",
		.merged_at = days_ago(1),
		.additions = 2000000,
		.files = 4000,
		.reviews = 1,
		.merged_by = 900 };
}

static void
paste(struct people *people, struct chance *chance,
    const char *(*body)(struct chance *), int64_t step_s)
{
	struct work *work = room_for(people, chance, 0, 1000);

	for (int i = 0; i < 1000; i++)
		work->comments[work->n_comments++] = (struct comment){ .id = i,
			.number = i,
			.path = "a.go",
			.body = body(chance),
			.created_at = days_ago(300) + i * step_s };
}

/* One sentence with other names in it. */
static const char *
body_template(struct chance *chance)
{
	return arena_format(&fixture_arena,
	    "Consider handling the error of `fn_%d` because the Kafka client "
	    "could otherwise lose it; see line %d, where PostgreSQL waits.",
	    (int)chance_below(chance, 9999), (int)chance_below(chance, 9999));
}

/* What an agent's review looks like, each about something else. */
static const char *
body_agent(struct chance *chance)
{
	const char *noun = CHANCE_OF(chance, people_nouns);

	return arena_format(&fixture_arena,
	    "_\xE2\x9A\xA0\xEF\xB8\x8F Potential issue_ | _\xF0\x9F\x9F\xA0 "
	    "Major_\n\n**Close the %s before the %s is %sed.**\n\nThe %s of "
	    "the %s could otherwise leak, because nobody owns it when the "
	    "%s fails. Consider closing it in `defer`.\n\n<details>\n"
	    "<summary>\xF0\x9F\xA4\x96 Prompt for AI Agents</summary>\n\n"
	    "In a.go around line %d, close the %s.\n\n</details>\n",
	    noun, CHANCE_OF(chance, people_nouns),
	    CHANCE_OF(chance, people_verbs), noun,
	    CHANCE_OF(chance, people_subjects), CHANCE_OF(chance, people_nouns),
	    (int)chance_below(chance, 900), noun);
}

/* The same said in headings and bold labels. */
static const char *
body_labels(struct chance *chance)
{
	const char *noun = CHANCE_OF(chance, people_nouns);

	return arena_format(&fixture_arena,
	    "### %s handling\n\n**Issue:** the %s of the %s is not closed "
	    "when the %s fails.\n\n**Impact:** descriptors leak, because "
	    "nobody owns it.\n\n**Suggestion:** close the %s in `defer`, so "
	    "that each %s is released.\n",
	    noun, noun, CHANCE_OF(chance, people_subjects),
	    CHANCE_OF(chance, people_nouns), noun,
	    CHANCE_OF(chance, people_nouns));
}

/* Plain good sentences, but faster than anybody types. */
static const char *
body_plain(struct chance *chance)
{
	const char *noun = CHANCE_OF(chance, people_nouns);

	return arena_format(&fixture_arena,
	    "This holds the %s while the %s waits, so a slow %s stops every "
	    "%s. Could we %s a copy of the %s first, without the lock?",
	    noun, CHANCE_OF(chance, people_subjects),
	    CHANCE_OF(chance, people_nouns), CHANCE_OF(chance, people_nouns),
	    CHANCE_OF(chance, people_verbs), noun);
}

static void
paste_template(struct people *people, struct chance *chance)
{
	paste(people, chance, body_template, 7 * CLOCK_HOUR_S);
}

static void
paste_agent(struct people *people, struct chance *chance)
{
	paste(people, chance, body_agent, 7 * CLOCK_HOUR_S);
}

static void
paste_labels(struct people *people, struct chance *chance)
{
	paste(people, chance, body_labels, 7 * CLOCK_HOUR_S);
}

static void
paste_quickly(struct people *people, struct chance *chance)
{
	paste(people, chance, body_plain, 0);
}

static void
showing_off_gains_next_to_nothing(void **state)
{
	static const struct {
		const char *what;
		void (*before)(struct people *, struct chance *);
		void (*attack)(struct people *, struct chance *);
	} attacks[] = {
		{ "commits padded over a year", NULL, pad_a_year },
		{ "commits padded in a day", NULL, pad_a_day },
		{ "commits padded with skills", NULL, pad_with_skills },
		{ "bought stars", buy_stars, buy_stars_now },
		{ "pull requests merged by oneself", merge_oneself_base,
		    merge_oneself },
		{ "a giant pull request", NULL, one_giant },
		{ "a pasted review", NULL, paste_template },
		{ "reviews in an agent's layout", NULL, paste_agent },
		{ "reviews in labels", NULL, paste_labels },
		{ "reviews faster than typing", NULL, paste_quickly },
	};
	bool failed = false;

	(void)state;
	for (size_t i = 0; i < COUNT(attacks); i++) {
		double worst = 0;
		size_t tried = 0;

		for (uint64_t seed = 0; tried < ATTACKED && seed < made();
		     seed++) {
			struct chance chance = { seed };
			struct people people;
			double before, after;

			people_make(&people, seed);
			/* Who has nothing yet may gain by a first piece. */
			if (people.facts.n_work == 0 ||
			    people.work[0].n_pulls < 3 ||
			    people.work[0].n_commits < 3 ||
			    people.work[0].n_comments < 1)
				continue;
			tried++;
			if (attacks[i].before != NULL)
				attacks[i].before(&people, &chance);
			before = score_of(seed % 2, &people).score;
			attacks[i].attack(&people, &chance);
			after = score_of(seed % 2, &people).score;
			if (after - before > worst)
				worst = after - before;
		}
		print_message("%s: %.1f points at most\n", attacks[i].what,
		    worst);
		failed |= worst > MOST;
	}
	assert_false(failed);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(showing_off_gains_next_to_nothing),
	};

	return cmocka_run_group_tests(tests, up, down);
}
