/* A query as it is typed. */
#include <string.h>

#include "base/mem.h"
#include "store/query.h"
#include "tests/fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct vocabulary none = { .context = NULL };
	struct err_detail detail = { "" };
	struct query *query = NULL;
	char *text = mem_strndup((const char *)data, size);

	if (query_parse(text, &none, 1790000000, &query, &detail) == 0)
		(void)query_role(query);
	else
		MUST(detail.text[0] != '\0' && query == NULL);
	fuzz_must_be_text(detail.text);
	query_free(query);
	mem_free(text);
	return 0;
}
