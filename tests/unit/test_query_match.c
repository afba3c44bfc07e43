/*
 * Queries over a few hundred made-up leads give exactly what testing each of
 * them by hand gives: which, in what order, how many hidden and why.
 */
#include "tests/unit/query_samples.h"

enum {
	ROUNDS = 600
};

/* ---- conditions, as text and by hand ---- */

static bool
by_lang(const struct sample *it)
{
	return strcmp(it->languages[0], "Go") == 0;
}

static bool
by_lang_list(const struct sample *it)
{
	return strcmp(it->languages[0], "Rust") == 0 ||
	    strcmp(it->languages[0], "C++") == 0;
}

static bool
by_place(const struct sample *it)
{
	return it->place == 1;
}

static bool
by_place_above(const struct sample *it)
{
	return it->place == 1 || it->place == 2;
}

static bool
by_no_place(const struct sample *it)
{
	return it->place == 0;
}

static bool
by_remote(const struct sample *it)
{
	return it->is_remote;
}

static bool
by_skill(const struct sample *it)
{
	return strcmp(it->skills[0].id, "kubernetes") == 0;
}

static bool
by_company(const struct sample *it)
{
	return it->person.company != NULL &&
	    str_casecmp(it->person.company, "@grafana @cncf") != 0;
}

static bool
by_company_part(const struct sample *it)
{
	return it->person.company != NULL && it->person.company[0] == '@';
}

static bool
by_repo(const struct sample *it)
{
	return it->seed.repository_id == 2;
}

static bool
by_own_repo(const struct sample *it)
{
	return it->person.id == 17;
}

/* From then on nothing that is scored finds them. */
static bool
applied(const struct sample *it)
{
	return it->lead.status == STATUS_APPLICANT ||
	    it->lead.status == STATUS_HIRED;
}

static bool
by_score(const struct sample *it)
{
	return it->score.score >= 40 && it->score.score <= 70.5 && !applied(it);
}

static bool
by_low_score(const struct sample *it)
{
	return it->score.score < 30 && !applied(it);
}

static bool
by_band(const struct sample *it)
{
	return it->score.band >= BAND_B && !applied(it);
}

static bool
by_worse_band(const struct sample *it)
{
	return it->score.band != BAND_NONE && it->score.band <= BAND_D &&
	    !applied(it);
}

static bool
by_no_band(const struct sample *it)
{
	return it->score.band == BAND_NONE && !applied(it);
}

static bool
by_coverage(const struct sample *it)
{
	return it->score.coverage >= 0.6 && !applied(it);
}

static bool
by_signal(const struct sample *it)
{
	return it->score.signals[FAMILY_REVIEW].value >= 0.5 && !applied(it);
}

static bool
by_followers(const struct sample *it)
{
	return it->person.followers >= 50 && it->person.followers <= 300;
}

static bool
by_stars(const struct sample *it)
{
	return it->stars >= 500;
}

static bool
by_prs(const struct sample *it)
{
	return it->score.merged_pulls > 20;
}

static bool
by_reviews(const struct sample *it)
{
	return it->score.reviews <= 30;
}

static bool
by_involvement(const struct sample *it)
{
	return it->score.involvement >= INVOLVEMENT_REGULAR;
}

static bool
by_active(const struct sample *it)
{
	return it->score.last_active >= FIXTURE_NOW - 365 * DAY;
}

static bool
by_contact(const struct sample *it)
{
	return it->person.n_links > 0 && it->link.kind[0] == 'l';
}

static bool
by_no_contact(const struct sample *it)
{
	return it->person.n_links == 0;
}

static bool
by_hireable(const struct sample *it)
{
	return it->person.hireable;
}

static bool
by_status(const struct sample *it)
{
	return it->lead.status == STATUS_NEW || it->lead.status == STATUS_HIRED;
}

static bool
by_flag(const struct sample *it)
{
	return it->flag != NULL && it->flag[0] == 'a';
}

static bool
by_tag(const struct sample *it)
{
	return it->tag != NULL && it->tag[0] == 'B';
}

static bool
by_owner(const struct sample *it)
{
	return it->lead.owner != NULL && it->lead.owner[0] == 'L';
}

static bool
by_no_owner(const struct sample *it)
{
	return it->lead.owner == NULL;
}

static bool
by_known(const struct sample *it)
{
	return is_acme(NULL, &it->person);
}

static int64_t
due_of(const struct sample *it)
{
	if (it->lead.noticed_at != 0 || it->lead.contacted_at != 0)
		return 0;
	return it->person.first_seen + 30 * DAY;
}

static bool
by_due(const struct sample *it)
{
	return due_of(it) != 0 && due_of(it) <= FIXTURE_NOW + 7 * DAY;
}

static bool
by_since(const struct sample *it)
{
	return it->person.first_seen >= FIXTURE_NOW - 10 * DAY;
}

static bool
by_seed(const struct sample *it)
{
	return it->seed.repository_id == 3;
}

static bool
by_phrase(const struct sample *it)
{
	return it->pull.title == titles[0];
}

static bool
by_word(const struct sample *it)
{
	return it->pull.title == titles[1];
}

static bool
by_synonym(const struct sample *it)
{
	return strcmp(it->skills[0].id, "postgresql") == 0;
}

static bool
by_comment(const struct sample *it)
{
	return it->comment.body[0] == 'T';
}

static bool
by_readme(const struct sample *it)
{
	return it->own.readme != NULL;
}

static bool
by_nobody(const struct sample *it)
{
	(void)it;
	return false; /* neither bios nor scores are searched */
}

static const struct condition {
	const char *text;
	bool (*test)(const struct sample *it);
	/* Which rule of hiding it lifts. */
	enum lifts {
		LIFTS_NOTHING,
		LIFTS_STATUS,
		LIFTS_ACTIVE,
		LIFTS_KNOWN,
		LIFTS_FLAG
	} lifts;
	bool is_place;
} conditions[] = {
	{ "lang:golang", by_lang, LIFTS_NOTHING, false },
	{ "lang:rust,c++", by_lang_list, LIFTS_NOTHING, false },
	{ "loc:berlin", by_place, LIFTS_NOTHING, true },
	{ "loc:germany", by_place_above, LIFTS_NOTHING, true },
	{ "loc:unknown", by_no_place, LIFTS_NOTHING, false },
	{ "loc:remote", by_remote, LIFTS_NOTHING, false },
	{ "skill:k8s", by_skill, LIFTS_NOTHING, false },
	{ "company:acme", by_company, LIFTS_NOTHING, false },
	{ "company:cnc*", by_company_part, LIFTS_NOTHING, false },
	{ "repo:redis/redis", by_repo, LIFTS_NOTHING, false },
	{ "repo:redi*", by_repo, LIFTS_NOTHING, false },
	{ "repo:login17/*", by_own_repo, LIFTS_NOTHING, false },
	{ "score:40..70.5", by_score, LIFTS_NOTHING, false },
	{ "score:<30", by_low_score, LIFTS_NOTHING, false },
	{ "band:B..", by_band, LIFTS_NOTHING, false },
	{ "band:..D", by_worse_band, LIFTS_NOTHING, false },
	{ "band:none", by_no_band, LIFTS_NOTHING, false },
	{ "coverage:60..", by_coverage, LIFTS_NOTHING, false },
	{ "signal.review:0.5..", by_signal, LIFTS_NOTHING, false },
	{ "followers:50..300", by_followers, LIFTS_NOTHING, false },
	{ "stars:0.5k..", by_stars, LIFTS_NOTHING, false },
	{ "prs:>20", by_prs, LIFTS_NOTHING, false },
	{ "reviews:<=30", by_reviews, LIFTS_NOTHING, false },
	{ "involvement:regular..", by_involvement, LIFTS_NOTHING, false },
	{ "active:365d", by_active, LIFTS_ACTIVE, false },
	{ "contact:linkedin", by_contact, LIFTS_NOTHING, false },
	{ "contact:none", by_no_contact, LIFTS_NOTHING, false },
	{ "hireable:yes", by_hireable, LIFTS_NOTHING, false },
	{ "status:new,hired", by_status, LIFTS_STATUS, false },
	{ "flag:agent", by_flag, LIFTS_FLAG, false },
	{ "tag:berlin*", by_tag, LIFTS_NOTHING, false },
	{ "owner:lee", by_owner, LIFTS_NOTHING, false },
	{ "owner:none", by_no_owner, LIFTS_NOTHING, false },
	{ "known:yes", by_known, LIFTS_KNOWN, false },
	{ "due:7d", by_due, LIFTS_NOTHING, false },
	{ "since:10d", by_since, LIFTS_NOTHING, false },
	{ "seed:apache/kafka", by_seed, LIFTS_NOTHING, false },
	{ "\"distributed lock\"", by_phrase, LIFTS_NOTHING, false },
	{ "idempot*", by_word, LIFTS_NOTHING, false },
	{ "postgres", by_synonym, LIFTS_NOTHING, false },
	{ "\"explains why\"", by_nobody, LIFTS_NOTHING, false },
	{ "deadlocks", by_comment, LIFTS_NOTHING, false },
	{ "\"raft log for\"", by_readme, LIFTS_NOTHING, false },
	{ "union", by_nobody, LIFTS_NOTHING, false },
	{ "engineer", by_nobody, LIFTS_NOTHING, false },
};

/* ---- random queries ---- */

enum {
	TERMS = 3
};

/* (a op b) op c, each perhaps negated: enough for every shape of node. */
struct expression {
	const struct condition *terms[TERMS];
	bool negated[TERMS];
	bool is_or[TERMS - 1];
	size_t n;
	char text[400];
};

static void
make_expression(uint32_t *seed, struct expression *it)
{
	char *at = it->text, *end = it->text + sizeof(it->text);

	it->n = 1 + (size_t)below(seed, TERMS);
	for (size_t i = 0; i < it->n; i++) {
		it->terms[i] = &conditions[below(seed, COUNT(conditions))];
		it->negated[i] = below(seed, 4) == 0;
		if (i > 0)
			it->is_or[i - 1] = below(seed, 2) == 0;
	}
	at += snprintf(at, (size_t)(end - at), "%s", it->n > 2 ? "(" : "");
	for (size_t i = 0; i < it->n; i++)
		at += snprintf(at, (size_t)(end - at), "%s%s%s%s",
		    i == 0                 ? ""
			: it->is_or[i - 1] ? " OR "
					   : " ",
		    it->negated[i] ? "not " : "", it->terms[i]->text,
		    i == 1 && it->n > 2 ? ")" : "");
}

static bool
test_term(const struct expression *it, size_t i, const struct sample *sample,
    bool assume)
{
	if (assume && it->terms[i]->is_place && !it->negated[i] &&
	    sample->place == 0)
		return true;
	return it->terms[i]->test(sample) != it->negated[i];
}

static bool
test_expression(const struct expression *it, const struct sample *sample,
    bool assume)
{
	bool holds = test_term(it, 0, sample, assume);

	for (size_t i = 1; i < it->n; i++) {
		bool term = test_term(it, i, sample, assume);

		holds = it->is_or[i - 1] ? holds || term : holds && term;
	}
	return holds;
}

static bool
lifts(const struct expression *it, enum lifts what)
{
	for (size_t i = 0; i < it->n; i++)
		if (it->terms[i]->lifts == what)
			return true;
	return false;
}

static int64_t *
hidden_by(const struct expression *it, const struct sample *sample,
    struct query_counts *counts)
{
	int64_t status = sample->lead.status;

	if (!lifts(it, LIFTS_FLAG) && sample->score.is_out && !applied(sample))
		return &counts->hidden_out;
	if (!lifts(it, LIFTS_ACTIVE) && sample->score.last_active != 0 &&
	    sample->score.last_active < FIXTURE_NOW - 24 * CLOCK_MONTH_S)
		return &counts->hidden_inactive;
	if (!lifts(it, LIFTS_STATUS) &&
	    (status == STATUS_NOT_A_FIT || status == STATUS_DECLINED ||
		status == STATUS_HIRED))
		return &counts->hidden_status;
	if (!lifts(it, LIFTS_KNOWN) && is_acme(NULL, &sample->person))
		return &counts->hidden_excluded;
	return NULL;
}

/* ---- sorting by hand ---- */

static enum sort {
	BY_SCORE,
	BY_RECENT,
	BY_FOLLOWERS,
	BY_PRS,
	BY_REVIEWS,
	BY_SIGNAL,
	SORTS
} sort;

static const char *const sort_texts[] = { "", " sort:recent", " sort:followers",
	" sort:prs", " sort:reviews", " sort:signal.review" };

static double
key_of(const struct sample *it)
{
	switch (sort) {
	case BY_RECENT:
		return (double)it->score.last_active;
	case BY_FOLLOWERS:
		return (double)it->person.followers;
	case BY_PRS:
		return (double)it->score.merged_pulls;
	case BY_REVIEWS:
		return (double)it->score.reviews;
	case BY_SIGNAL:
		return it->score.signals[FAMILY_REVIEW].value;
	case BY_SCORE:
	case SORTS:
		break;
	}
	return it->score.score;
}

static int64_t
tier_of(const struct sample *it)
{
	if (sort != BY_SCORE)
		return 0;
	return it->score.is_out ? 255 : (int64_t)it->score.n_must_missing;
}

static int
by_order(const void *left, const void *right)
{
	const struct sample *a = *(const struct sample *const *)left;
	const struct sample *b = *(const struct sample *const *)right;

	if (applied(a) != applied(b))
		return applied(a) ? 1 : -1;
	if (applied(a))
		return a->person.id < b->person.id ? -1 : 1;
	if (tier_of(a) != tier_of(b))
		return tier_of(a) < tier_of(b) ? -1 : 1;
	if (key_of(a) != key_of(b))
		return key_of(a) > key_of(b) ? -1 : 1;
	return a->person.id < b->person.id ? -1 : 1;
}

/* ---- the comparison ---- */

struct listed {
	int64_t ids[LEADS];
	size_t n;
	int64_t first_rank;
};

static int
collect(void *context, const struct lead_row *row)
{
	struct listed *listed = context;

	assert_int_equal(row->person.id, row->card.person);
	assert_int_equal(row->score.person, row->card.person);
	if (store_lead_hides_score(&row->lead)) {
		assert_int_equal(row->rank, 0);
		assert_true(row->card.score == 0 && row->score.score == 0);
		assert_true(row->score.coverage == 0 && !row->score.is_out);
		assert_int_equal(row->score.band, BAND_NONE);
		assert_true(row->score.signals[FAMILY_REVIEW].points == 0);
	} else {
		assert_int_equal(row->rank,
		    listed->first_rank + (int64_t)listed->n);
	}
	listed->ids[listed->n++] = row->card.person;
	return 0;
}

struct page {
	int64_t offset;
	int64_t limit;
	bool show_hidden;
};

static size_t
by_hand(const struct sample *samples, const struct expression *it,
    const struct page *page, struct query_counts *counts,
    const struct sample **shown)
{
	size_t n = 0;

	for (size_t i = 0; i < LEADS; i++) {
		const struct sample *sample = &samples[i];
		int64_t due = due_of(sample), *hidden;

		if (sample->person.id == 0)
			continue;
		counts->total++;
		if (!test_expression(it, sample, false)) {
			counts->place_unknown +=
			    test_expression(it, sample, true);
			continue;
		}
		hidden =
		    page->show_hidden ? NULL : hidden_by(it, sample, counts);
		if (due != 0 && due < FIXTURE_NOW) {
			counts->hidden_past_notice++;
		} else if (hidden != NULL) {
			(*hidden)++;
		} else {
			counts->due_this_week +=
			    due != 0 && due <= FIXTURE_NOW + 7 * DAY;
			shown[n++] = sample;
		}
	}
	qsort(shown, n, sizeof(struct sample *), by_order);
	counts->matched = (int64_t)n;
	return n;
}

static void
compare_counts(const struct query_counts *got,
    const struct query_counts *expected, const char *text)
{
	const struct {
		const char *name;
		int64_t got;
		int64_t expected;
	} all[] = {
		{ "matched", got->matched, expected->matched },
		{ "listed", got->listed, expected->listed },
		{ "inactive", got->hidden_inactive, expected->hidden_inactive },
		{ "status", got->hidden_status, expected->hidden_status },
		{ "excluded", got->hidden_excluded, expected->hidden_excluded },
		{ "out", got->hidden_out, expected->hidden_out },
		{ "past", got->hidden_past_notice,
		    expected->hidden_past_notice },
		{ "place", got->place_unknown, expected->place_unknown },
		{ "due", got->due_this_week, expected->due_this_week },
		{ "total", got->total, expected->total },
		{ "corrupt", got->corrupt, 0 },
	};

	for (size_t i = 0; i < COUNT(all); i++)
		if (all[i].got != all[i].expected)
			fail_msg("%s: %s: %lld, expected %lld", text,
			    all[i].name, (long long)all[i].got,
			    (long long)all[i].expected);
}

static void
compare_one(struct fixture *fixture, const struct sample *samples,
    struct expression *it, const struct page *page)
{
	const struct sample *shown[LEADS];
	struct query_options options = { .role = "api",
		.offset = page->offset,
		.limit = page->limit,
		.show_hidden = page->show_hidden,
		.is_excluded = is_acme };
	struct query_counts expected = { 0 }, got;
	struct listed listed = { .first_rank = page->offset + 1 };
	struct err_detail detail = { "" };
	struct query *query;
	size_t n = by_hand(samples, it, page, &expected, shown), at;
	char text[500];

	(void)snprintf(text, sizeof(text), "%s%s", it->text, sort_texts[sort]);
	if (query_parse(text, &vocabulary, FIXTURE_NOW, &query, &detail) != 0)
		fail_msg("%s", detail.text);
	assert_ok(query_run(fixture->txn, query, &options, FIXTURE_NOW, collect,
	    &listed, &got, &detail));
	query_free(query);
	at = (size_t)page->offset < n ? (size_t)page->offset : n;
	n -= at;
	if (page->limit >= 0 && n > (size_t)page->limit)
		n = (size_t)page->limit;
	expected.listed = (int64_t)n;
	compare_counts(&got, &expected, text);
	assert_int_equal(listed.n, n);
	for (size_t i = 0; i < n; i++)
		if (listed.ids[i] != shown[at + i]->person.id)
			fail_msg("%s: at %zu: %lld, expected %lld", text, i,
			    (long long)listed.ids[i],
			    (long long)shown[at + i]->person.id);
}

static void
queries_equal_brute_force(void **state)
{
	struct fixture *fixture = *state;
	struct sample *samples = make_samples(fixture, 42);
	uint32_t seed = 99;

	fixture_begin(fixture, false);
	fixture_expect_sound(fixture);
	for (int round = 0; round < ROUNDS; round++) {
		struct expression it;
		struct page page = { .limit = -1 };

		make_expression(&seed, &it);
		sort = (enum sort)below(&seed, SORTS);
		page.show_hidden = below(&seed, 2) == 0;
		if (below(&seed, 2) == 0) {
			page.offset = below(&seed, 30);
			page.limit = below(&seed, 40);
		}
		compare_one(fixture, samples, &it, &page);
	}
	mem_free(samples);
}

/* Each condition alone, so that a failure names it. */
static void
each_condition_equals_brute_force(void **state)
{
	struct fixture *fixture = *state;
	struct sample *samples = make_samples(fixture, 7);
	const struct page page = { .limit = -1, .show_hidden = true };

	sort = BY_SCORE;
	fixture_begin(fixture, false);
	for (size_t i = 0; i < COUNT(conditions); i++) {
		struct expression it = { .terms = { &conditions[i] }, .n = 1 };

		(void)snprintf(it.text, sizeof(it.text), "%s",
		    conditions[i].text);
		compare_one(fixture, samples, &it, &page);
	}
	mem_free(samples);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_condition_equals_brute_force),
		TEST(queries_equal_brute_force),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
