#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "signals/people.h"
#include "tests/unit/signals_fixture.h"

static const char *const refusals[] = {
	"No recruiters please.",
	"Go dev. NO RECRUITERS!",
	"Rust \xC2\xB7 no headhunters, no agencies",
	"Recruiters: please don\xE2\x80\x99t.",
	"Don't contact me about jobs",
	"If you are a recruiter, do not email me",
	"Maintainer. Not looking for a new job.",
	"I ignore recruiters",
	"not interested in job offers | cats",
	"I work on databases, no recruiters please",
	"Maintainer of a few Go libraries No reclutadores, por favor",
	"Founder of Acme \xE2\x80\x93 not looking for a new job",
	"Keine Recruiter, bitte",
	"Bitte keine Jobangebote",
	"HEADHUNTER UNERW\xC3\x9CNSCHT",
	"Pas de recruteurs, merci",
	"Recruteurs s'abstenir",
	"Pas d\xE2\x80\x99offres d\xE2\x80\x99"
	"emploi",
	"No reclutadores",
	"Abstenerse reclutadores",
	"Sem recrutadores, por favor",
	"N\xC3\xA3o estou procurando emprego",
	"Rekruterom dzi\xC4\x99kuj\xC4\x99",
	"Prosz\xC4\x99 nie wysy\xC5\x82"
	"a\xC4\x87 ofert pracy",
	"\xD0\xA0\xD0\xB5\xD0\xBA\xD1\x80\xD1\x83\xD1\x82\xD0\xB5\xD1\x80\xD0"
	"\xB0\xD0\xBC \xD0\xBD\xD0\xB5 \xD0\xB1\xD0\xB5\xD1\x81\xD0\xBF\xD0"
	"\xBE\xD0\xBA\xD0\xBE\xD0\xB8\xD1\x82\xD1\x8C",
	"Go\xE5\xBC\x80\xE5\x8F\x91\xEF\xBC\x8C\xE7\x8C\x8E\xE5\xA4\xB4\xE5\x8B"
	"\xBF\xE6\x89\xB0",
	"\xE3\x82\xB9\xE3\x82\xAB\xE3\x82\xA6\xE3\x83\x88\xE3\x81\x8A\xE6\x96"
	"\xAD\xE3\x82\x8A",
	"Infrastructure at scale. Geen recruiters a.u.b.",
	"Niente recruiter, grazie",
	"Inga rekryterare!",
	"\xC4\xB0\xC5\x9F teklifi istemiyorum",
	"Nehled\xC3\xA1m pr\xC3\xA1"
	"ci",
	"\xED\x97\xA4\xEB\x93\x9C\xED\x97\x8C\xED\x84\xB0 "
	"\xEC\x82\xAC\xEC\xA0\x88",
	/* minors */
	"High school student who likes compilers",
	"Sch\xC3\xBCler (16), baue Sachen in Go",
	"CS student (17)",
	"I'm 16 and love Rust",
	"17 y/o developer from Poland",
	"15 years old. Python",
	"Developer, age 14",
	"Je suis lyc\xC3\xA9"
	"en",
	"J'ai 16 ans",
	"\xE9\xAB\x98\xE4\xB8\xAD\xE7\x94\x9F",
	"17\xE6\xAD\xB3\xE3\x81\xA7\xE3\x81\x99",
};

static const char *const others[] = {
	"",
	"Backend engineer",
	"I work on recruiter software",
	"Recruiter at Acme",
	"Student (CS, 2nd year)",
	"PhD student, 12 papers",
	"Student 42",
	"Building a job board with no recruiters",
	"Open to work",
	"Looking for a new job",
	"We are hiring: no agencies needed, founder of Acme",
	"No bugs, no meetings",
	"Author of a library for job queues",
	"10 years of experience",
	"15 ans d'exp\xC3\xA9rience",
	"16 a\xC3\xB1os de experiencia",
	"Programming since I was a high school teacher",
	"High schools need better software",
	"I'm 16 commits ahead of main",
	"C++17, Go 1.16",
	"age of empires fan",
	"42 years old",
	"Old school: 8 bits are enough",
	"12 years in databases",
	"I maintain a bot that tells recruiters the salary range",
	"Please contact me about jobs",
	"Not for profit",
	"15 \xD0\xBB\xD0\xB5\xD1\x82 \xD0\xBE\xD0\xBF\xD1\x8B\xD1\x82\xD0\xB0",
};

static const char *
ask(const char *bio)
{
	struct person person = { .bio = bio };

	return people_refusal(fixture_rules, &person, &fixture_arena);
}

static void
refusals_are_heard(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(refusals); i++) {
		print_message("%s\n", refusals[i]);
		assert_non_null(ask(refusals[i]));
	}
}

static void
others_are_let_alone(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(others); i++) {
		const char *found = ask(others[i]);

		print_message("%s\n", others[i]);
		assert_null(found);
	}
}

/* "+ a refusal" or "- none", a line each: at least 20 of both. */
static void
expect_file(const char *language)
{
	const char *base = getenv("MUSTER_TESTS");
	size_t heard = 0, let_alone = 0;
	struct buf text;

	buf_init(&text, 64 * 1024);
	assert_ok(
	    file_read(arena_format(&fixture_arena, "%s/golden/refusals/%s.txt",
			  base == NULL ? "tests" : base, language),
		&text, NULL));
	for (const char *at = text.data; at != NULL && *at != '\0';) {
		size_t len = strcspn(at, "\n");
		const char *line = arena_text(&fixture_arena, at, len);
		bool is_refusal = line[0] == '+';

		if ((ask(line + 2) != NULL) != is_refusal)
			fail_msg("%s: %s", language, line);
		heard += is_refusal;
		let_alone += !is_refusal;
		at += len + (at[len] == '\n');
	}
	assert_true(heard >= 20);
	assert_true(let_alone >= 20);
	buf_done(&text);
}

static void
nine_languages_are_understood(void **state)
{
	static const char *const languages[] = { "en", "de", "fr", "es", "pt",
		"pl", "ru", "zh", "ja" };

	(void)state;
	for (size_t i = 0; i < COUNT(languages); i++)
		expect_file(languages[i]);
}

static void
the_sentence_is_cited(void **state)
{
	(void)state;
	assert_string_equal(ask("I write Go. No recruiters please! And I like "
				"cats."),
	    "No recruiters please!");
}

static void
every_place_is_looked_at(void **state)
{
	struct person readme = { .profile_readme = "# Hi\n\nNo recruiters\n" };
	struct person name = { .name = "Ada (no recruiters)" };
	struct person company = { .company = "None. No recruiters" };

	(void)state;
	assert_non_null(people_refusal(fixture_rules, &readme, &fixture_arena));
	assert_non_null(people_refusal(fixture_rules, &name, &fixture_arena));
	assert_non_null(
	    people_refusal(fixture_rules, &company, &fixture_arena));
}

static void
broken_and_long_texts_are_taken(void **state)
{
	static char text[16 * 1024];
	struct person person = { .profile_readme = text };

	(void)state;
	memset(text, '.', sizeof(text) - 1);
	assert_null(people_refusal(fixture_rules, &person, &fixture_arena));
	memset(text, 0xC3, sizeof(text) - 1);
	assert_null(people_refusal(fixture_rules, &person, &fixture_arena));
	for (size_t i = 0; i + 1 < sizeof(text); i++)
		text[i] = "16 "[i % 3];
	assert_null(people_refusal(fixture_rules, &person, &fixture_arena));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refusals_are_heard),
		cmocka_unit_test(others_are_let_alone),
		cmocka_unit_test(nine_languages_are_understood),
		cmocka_unit_test(the_sentence_is_cited),
		cmocka_unit_test(every_place_is_looked_at),
		cmocka_unit_test(broken_and_long_texts_are_taken),
	};

	return cmocka_run_group_tests(tests, fixture_up, fixture_down);
}
