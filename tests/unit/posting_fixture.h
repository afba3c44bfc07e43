#ifndef TESTS_UNIT_POSTING_FIXTURE_H
#define TESTS_UNIT_POSTING_FIXTURE_H

/* Words and who has them. */
#include "tests/unit/index_fixture.h"

static inline struct posting_term
word(const char *text, bool is_prefix)
{
	return (struct posting_term){ .space = POSTING_WORD,
		.term = bytes_of(text),
		.is_prefix = is_prefix };
}

static inline void
put(struct fixture *fixture, const char *text, uint32_t ordinal, bool has)
{
	const struct posting_term term = word(text, false);

	assert_ok(posting_put(fixture->txn, &term, ordinal, has));
}

#endif
