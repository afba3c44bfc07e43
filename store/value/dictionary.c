#include "store/value/dictionary.h"

#include "signals/fact.h"

/* The files of store/value/dictionary/, in the program's read-only data. */
#define INCLUDE(symbol, file)                                                 \
	__asm__(                                                              \
	    ".pushsection .rodata\n"                                          \
	    ".balign 16\n" #symbol "_start:\n"                                \
	    ".incbin \"store/value/dictionary/" file "\"\n" #symbol "_end:\n" \
	    ".byte 0\n"                                                       \
	    ".popsection\n");                                                 \
	extern const uint8_t symbol##_start[], symbol##_end[]

INCLUDE(dictionary_person, "person-1.zdict");
INCLUDE(dictionary_repository, "repository-1.zdict");
INCLUDE(dictionary_work, "work-1.zdict");
INCLUDE(dictionary_score, "score-1.zdict");
INCLUDE(dictionary_reasons, "reasons-1.zdict");

static const struct {
	const char *name;
	const uint8_t *start;
	const uint8_t *end;
	const char *digest;
} dictionaries[DICTIONARY_COUNT] = {
	[VALUE_PERSON] = { "person", dictionary_person_start,
	    dictionary_person_end,
	    "5991a1c180f97fefd76b624995e7ec0f"
	    "4535e34e933294d144d7db5123d3c0b9" },
	[VALUE_REPOSITORY] = { "repository", dictionary_repository_start,
	    dictionary_repository_end,
	    "37e23a65c4b55ffb1527178ebb9870ad"
	    "4ffb4342863c70535b1c1c4232302777" },
	[VALUE_WORK] = { "work", dictionary_work_start, dictionary_work_end,
	    "43b2d4262840144604a687207e2a94cd"
	    "eb8ddc24221ec41f2635e769b39dd81f" },
	[VALUE_SCORE] = { "score", dictionary_score_start, dictionary_score_end,
	    "b73b45d52cf0f7f65272f632f54896cb"
	    "20d95f12c817d93e260225859e55bc25" },
	[VALUE_REASONS] = { "reasons", dictionary_reasons_start,
	    dictionary_reasons_end,
	    "6a00e2a7df19cb95bb1ae096753a7d7a"
	    "f22cc0b149f4e8ed422f55afc8f35a93" },
};

const char *
dictionary_name(enum value_kind kind)
{
	return dictionaries[kind].name;
}

struct slice
dictionary_bytes(enum value_kind kind)
{
	return (struct slice){ dictionaries[kind].start,
		(size_t)(dictionaries[kind].end - dictionaries[kind].start) };
}

const char *
dictionary_digest(enum value_kind kind)
{
	return dictionaries[kind].digest;
}

enum value_kind
dictionary_kind(const struct record_type *type)
{
	if (type == &person_record)
		return VALUE_PERSON;
	if (type == &work_record)
		return VALUE_WORK;
	if (type == &repository_record || type == &portfolio_record)
		return VALUE_REPOSITORY;
	return VALUE_OTHER;
}
