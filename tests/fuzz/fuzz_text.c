/* A README, a bio or a message: redactor, Markdown, reading, refusals. */
#include <string.h>

#include "base/text.h"
#include "signals/readme.h"
#include "signals/redact.h"
#include "signals/rules.h"
#include "tests/fuzz/fuzz.h"

enum {
	OUT_BYTES = 4 * 1024 * 1024,
	AUTHORS = 8
};

static struct rules *rules;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	MUST(rules_read("config", &rules, NULL) == 0);
	return 0;
}

static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
			      "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

/* "ada@example.com" must be gone, whatever stands around it: but for more
 * letters, or more of a label than there may be. */
static int
holds_address(const char *text)
{
	for (const char *at = strchr(text, '@'); at != NULL;
	     at = strchr(at + 1, '@')) {
		size_t host = strspn(at + 1, letters);

		if (at > text && at[-1] >= 'a' && at[-1] <= 'z' && host > 1 &&
		    host < 64 && strncmp(at + 1 + host, ".com", 4) == 0 &&
		    at[5 + host] != '.' && strspn(at + 5 + host, letters) == 0)
			return 1;
	}
	return 0;
}

static void
check_redaction(const char *text, size_t len)
{
	struct co_author authors[AUTHORS];
	bool agent = false;
	struct buf once, twice;

	buf_init(&once, OUT_BYTES);
	buf_init(&twice, OUT_BYTES);
	redact_text(&once, text, len);
	if (once.data != NULL && !once.overflow) {
		MUST(text_valid(once.data, once.len));
		MUST(memchr(once.data, '\0', once.len) == NULL);
		MUST(!holds_address(once.data));
		redact_text(&twice, once.data, once.len);
		MUST(!twice.overflow);
	}
	buf_reset(&twice);
	redact_commit_message(&twice, text, len);
	if (twice.data != NULL && !twice.overflow) {
		MUST(text_valid(twice.data, twice.len));
		MUST(!holds_address(twice.data));
	}
	MUST(redact_co_authors(text, len, authors, AUTHORS, &agent) <= AUTHORS);
	buf_done(&once);
	buf_done(&twice);
}

/* As they come from the decoders: well-formed. */
static void
check_reading(const char *text, size_t len)
{
	struct arena arena = { 0 };
	struct markdown markdown;
	struct readme_reading reading;

	markdown_read(text, len, &arena, &markdown);
	MUST(markdown.n_sections <= MARKDOWN_SECTIONS);
	for (size_t i = 0; i < markdown.n_sections; i++) {
		const struct section *section = &markdown.sections[i];

		MUST(section->level >= 0 && section->level <= 6);
		MUST(section->body == NULL ||
		    (section->body >= text &&
			section->body + section->body_len <= text + len));
	}
	readme_read(rules, text, len, &arena, &reading);
	MUST(reading.value >= 0 && reading.value <= 1);
	arena_done(&arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;

	check_redaction(text, size);
	check_reading(text, size);
	return 0;
}
