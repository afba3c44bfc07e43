/* Drafts: what is said to whom, and to whom nothing. */
#include <string.h>

#include "outreach/draft.h"
#include "tests/unit/test.h"

enum {
	NOW = 1800000000,
	SEEN = NOW - 86400
};

#define NOTICE                                                                \
	"Acme found you through your public work on GitHub. To object or be " \
	"erased: privacy@example.com, https://example.com/privacy"

static const struct draft_terms terms = {
	.role = "data-intensive",
	.job_title = "Backend engineer",
	.operator_company = "Acme",
	.operator_contact = "privacy@example.com",
	.operator_privacy_url = "https://example.com/privacy",
	.now = NOW,
};

static struct evidence evidence[] = {
	{ "pull", "Fix the decoder", "https://github.com/o/r/pull/7", SEEN },
};

static struct lead_row
row(void)
{
	struct lead_row row;

	memset(&row, 0, sizeof(row));
	row.person.id = 1;
	row.person.login = "ada";
	row.person.name = "Ada Lovelace";
	row.person.first_seen = SEEN;
	row.score.reason = "Wrote \"Fix the decoder\".";
	row.score.evidence = evidence;
	row.score.n_evidence = 1;
	return row;
}

static void
make(const char *text, const struct draft_terms *with,
    const struct lead_row *row, struct arena *arena, struct draft *ret_draft)
{
	struct err_detail detail = { 0 };
	const struct template *template = NULL;
	struct lead_view view;

	if (template_parse("t", text, strlen(text), arena, &template,
		&detail) != 0)
		fail_msg("%s", detail.text);
	lead_view_make(row, with->role, 30, arena, &view);
	draft_make(template, with, &view, arena, ret_draft);
}

static void
a_draft_says_what_was_found(void **state)
{
	struct arena arena = { 0 };
	struct lead_row lead = row();
	struct draft draft;

	(void)state;
	make("Hi {{first_name|there}}, I read {{work}} ({{work_url}}). "
	     "{{job.title|x}} {{role}} {{company|nowhere}}\n{{notice}}",
	    &terms, &lead, &arena, &draft);
	assert_string_equal(draft.text,
	    "Hi Ada, I read your pull request \"Fix the decoder\" in o/r "
	    "(https://github.com/o/r/pull/7). Backend engineer data-intensive "
	    "nowhere\n" NOTICE);
	assert_true(draft.fell_back == UINT64_C(1) << TOKEN_COMPANY);
	assert_false(draft.is_notice_added);
	arena_done(&arena);
}

static void
a_guessed_name_is_no_name_to_greet_with(void **state)
{
	static const char *const names[] = { "Ada King Lovelace", "ada99", NULL,
		"\xE7\x8E\x8B\xE5\xB0\x8F\xE6\x98\x8E", "Lovelace, Ada", "A." };

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		struct arena arena = { 0 };
		struct lead_row lead = row();
		struct draft draft;

		lead.person.name = names[i];
		make("Hi {{first_name|there}}", &terms, &lead, &arena, &draft);
		assert_string_equal(draft.text, "Hi there\n\n" NOTICE);
		arena_done(&arena);
	}
}

static void
another_work_can_be_chosen(void **state)
{
	static const char text[] = "{{work}}. {{reason}} {{reason_url}}";
	struct evidence works[] = { evidence[0],
		{ "commit", "Speed up", "https://github.com/o/r/commit/a", 0 },
		{ "none", "?", "https://github.com/o/r/1", 0 } };
	struct reason others[] = { { "Sped up o/r.",
	    "https://github.com/o/r/commit/a", 0 } };
	struct draft_terms chosen = terms;
	struct arena arena = { 0 };
	struct lead_row lead = row();
	struct draft draft;

	(void)state;
	lead.score.evidence = works;
	lead.score.n_evidence = COUNT(works);
	lead.score.reason_url = works[0].url;
	lead.score.alternates = others;
	lead.score.n_alternates = COUNT(others);
	chosen.work = 1;
	make(text, &chosen, &lead, &arena, &draft);
	assert_int_equal(strncmp(draft.text, "your pull request", 17), 0);
	chosen.work = 2;
	make(text, &chosen, &lead, &arena, &draft);
	assert_string_equal(draft.text,
	    "your commit \"Speed up\" in o/r. You sped up o/r. "
	    "https://github.com/o/r/commit/a\n\n" NOTICE);
	/* Nothing can be said of it, or there is none: no draft on another. */
	chosen.work = 3;
	make(text, &chosen, &lead, &arena, &draft);
	assert_null(draft.text);
	lead.score.n_evidence = 1;
	chosen.work = 2;
	make(text, &chosen, &lead, &arena, &draft);
	assert_null(draft.text);
	assert_string_equal(draft.refusal, "no work 2: show lists only 1");
	make("Hi {{work|you}}", &chosen, &lead, &arena, &draft);
	assert_null(draft.text);
	arena_done(&arena);
}

static void
skills_without_a_name_are_passed_over(void **state)
{
	struct skill_seen skills[] = { { NULL, 0.5 }, { "kafka", 0.5 },
		{ "", 0.5 } };
	struct arena arena = { 0 };
	struct lead_row lead = row();
	struct draft draft;

	(void)state;
	lead.score.skills = skills;
	lead.score.n_skills = COUNT(skills);
	make("Hi {{skills|x}}", &terms, &lead, &arena, &draft);
	assert_string_equal(draft.text, "Hi kafka\n\n" NOTICE);
	lead.score.n_skills = 1;
	make("Hi {{skills|x}}", &terms, &lead, &arena, &draft);
	assert_string_equal(draft.text, "Hi x\n\n" NOTICE);
	arena_done(&arena);
}

static void
works_are_named_by_their_kind(void **state)
{
	static const struct {
		struct evidence evidence;
		const char *work;
	} cases[] = {
		{ { "commit", "Speed up", "https://github.com/o/r/commit/a",
		      0 },
		    "your commit \"Speed up\" in o/r" },
		{ { "comment", "This races with ...",
		      "https://github.com/o/r/pull/1#discussion_r2", 0 },
		    "your review comments in o/r" },
		{ { "repository", "ada/engine", "https://github.com/ada/engine",
		      0 },
		    "your project ada/engine" },
		{ { "pull",
		      "Use backpressure from a bounded channel in the "
		      "partition assignor",
		      "https://github.com/o/r/pull/4", 0 },
		    "your pull request \"Use backpressure from a bounded "
		    "channel in the…\" in o/r" },
		{ { "pull",
		      "Donaudampfschifffahrtsgesellschaftskapitaensmuetze"
		      "nabzeichen",
		      "https://github.com/o/r/pull/5", 0 },
		    "your pull request \"Donaudampfschifffahrtsgesellschafts"
		    "kapitaensmuetzenabze…\" in o/r" },
		{ { "pull", "say\nit \x1b[31m",
		      "https://ghe.example.com/o/r/pull/3", 0 },
		    "your pull request \"say it [31m\" in o/r" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena arena = { 0 };
		struct evidence one = cases[i].evidence;
		struct lead_row lead = row();
		struct draft draft;

		lead.score.evidence = &one;
		lead.lead.noticed_at = NOW;
		make("{{work}}", &terms, &lead, &arena, &draft);
		assert_string_equal(draft.text, cases[i].work);
		arena_done(&arena);
	}
}

/* A draft without its link would be sent unread. */
static void
what_a_draft_names_can_be_opened(void **state)
{
	static const struct {
		const char *template, *about;
	} cases[] = {
		{ "I read {{work}}.", "https://github.com/o/r/pull/7" },
		{ "{{reason}}", "https://github.com/o/r/pull/8" },
		{ "{{work}}: {{work_url}}", NULL },
		{ "Hi {{login}}", NULL },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena arena = { 0 };
		struct lead_row lead = row();
		struct draft draft;

		lead.score.reason_url = "https://github.com/o/r/pull/8";
		make(cases[i].template, &terms, &lead, &arena, &draft);
		assert_non_null(draft.text);
		if (cases[i].about == NULL)
			assert_null(draft.about);
		else
			assert_string_equal(draft.about, cases[i].about);
		arena_done(&arena);
	}
}

static void
a_due_notice_is_never_left_out(void **state)
{
	static const struct {
		const char *template, *message;
		int64_t noticed_at;
	} cases[] = {
		{ "x", "x\n\n" NOTICE, 0 },
		{ "x", "x", NOW },
		{ "{{reason}}", "You wrote \"Fix the decoder\".", NOW },
		{ "x\n{{notice}}", "x\n" NOTICE, 0 },
		/* A section that is left out does not hide it. */
		{ "x{{#company}}{{notice}}{{/company}}", "x\n\n" NOTICE, 0 },
		{ "x{{#notice}} {{notice}}{{/notice}}", "x " NOTICE, 0 },
		{ "x{{! {{notice }}", "x\n\n" NOTICE, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena arena = { 0 };
		struct lead_row lead = row();
		struct draft draft;

		lead.lead.noticed_at = cases[i].noticed_at;
		make(cases[i].template, &terms, &lead, &arena, &draft);
		assert_string_equal(draft.text, cases[i].message);
		arena_done(&arena);
	}
}

static void
wrong_and_blank_drafts_are_refused(void **state)
{
	static const struct {
		const char *template, *why;
	} cases[] = {
		{ "{{reason_url}}",
		    "nothing is known for {{reason_url}} of "
		    "t:1:1" },
		{ "{{#company}}x{{/company}}", "the draft would be blank" },
		{ " \n", "the draft would be blank" },
		{ "{{! limit: 20 }}1234567890",
		    "characters long, and the "
		    "template allows 20" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct arena arena = { 0 };
		struct lead_row lead = row();
		struct draft draft;

		make(cases[i].template, &terms, &lead, &arena, &draft);
		assert_null(draft.text);
		if (strstr(draft.refusal, cases[i].why) == NULL)
			fail_msg("%s", draft.refusal);
		arena_done(&arena);
	}
}

static void
length_counts_as_other_programs_do(void **state)
{
	struct arena arena = { 0 };
	struct lead_row lead = row();
	struct draft draft;

	(void)state;
	lead.lead.noticed_at = NOW;
	/* Two signs of two UTF-16 units each, and a letter of one. */
	make("{{! limit: 5 }}\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xC3\xA4", &terms,
	    &lead, &arena, &draft);
	assert_non_null(draft.text);
	make("{{! limit: 4 }}\xF0\x9F\x98\x80\xF0\x9F\x98\x80\xC3\xA4", &terms,
	    &lead, &arena, &draft);
	assert_null(draft.text);
	arena_done(&arena);
}

static void
statuses_decide_who_may_be_written_to(void **state)
{
	(void)state;
	for (int i = 0; i < STATUS_COUNT; i++) {
		bool may = i == STATUS_NEW || i == STATUS_SHORTLISTED ||
		    i == STATUS_CONTACTED || i == STATUS_REPLIED ||
		    i == STATUS_APPLICANT;
		struct arena arena = { 0 };
		struct lead_row lead = row();
		struct draft draft;

		lead.lead.status = i;
		make("x", &terms, &lead, &arena, &draft);
		assert_int_equal(draft.text != NULL, may);
		assert_int_equal(draft.refusal == NULL, may);
		lead.lead.known_at = SEEN;
		make("x", &terms, &lead, &arena, &draft);
		assert_null(draft.text);
		arena_done(&arena);
	}
}

static void
without_a_contact_there_is_no_first_message(void **state)
{
	struct draft_terms without = terms;
	struct arena arena = { 0 };
	struct lead_row lead = row();
	struct draft draft;

	(void)state;
	without.operator_contact = "";
	assert_false(draft_has_notice(&without));
	make("x {{notice}}", &without, &lead, &arena, &draft);
	assert_null(draft.text);
	lead.lead.noticed_at = NOW;
	make("x {{notice}}", &without, &lead, &arena, &draft);
	assert_string_equal(draft.text, "x");
	arena_done(&arena);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_draft_says_what_was_found),
		cmocka_unit_test(a_guessed_name_is_no_name_to_greet_with),
		cmocka_unit_test(another_work_can_be_chosen),
		cmocka_unit_test(skills_without_a_name_are_passed_over),
		cmocka_unit_test(works_are_named_by_their_kind),
		cmocka_unit_test(what_a_draft_names_can_be_opened),
		cmocka_unit_test(a_due_notice_is_never_left_out),
		cmocka_unit_test(wrong_and_blank_drafts_are_refused),
		cmocka_unit_test(length_counts_as_other_programs_do),
		cmocka_unit_test(statuses_decide_who_may_be_written_to),
		cmocka_unit_test(without_a_contact_there_is_no_first_message),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
