/* Templates of messages, and the header lines of downloaded templates. */
#include <string.h>

#include "base/array.h"
#include "outreach/preset.h"
#include "outreach/template.h"
#include "tests/fuzz/fuzz.h"

enum {
	OUT_MAX_BYTES = 256 * 1024
};

static void
fill(struct template_values *values)
{
	memset(values, 0, sizeof(*values));
	for (int i = 0; i < TOKEN_COUNT; i += 2)
		values->texts[i] = "value";
	values->flags[TOKEN_HIREABLE] = true;
	values->n_items[TOKEN_EVIDENCE] = TEMPLATE_ITEMS_MAX;
	for (size_t i = 0; i < TEMPLATE_ITEMS_MAX; i++)
		values->items[TOKEN_EVIDENCE][i].texts[TOKEN_ITEM_TITLE] = "x";
}

static void
read_template(const uint8_t *data, size_t size)
{
	const struct template *template = NULL;
	struct err_detail detail = { 0 };
	struct arena arena = { 0 };
	struct template_values values;
	struct template_gaps gaps;
	struct buf out;
	int rc = template_parse("t", (const char *)data, size, &arena,
	    &template, &detail);

	MUST(rc == 0 || (rc == ERR_PARSE && detail.text[0] != '\0'));
	fill(&values);
	buf_init(&out, OUT_MAX_BYTES);
	if (rc == 0) {
		template_render(template, &values, &out, &gaps);
		if (out.data != NULL && !out.overflow)
			fuzz_must_be_text(out.data);
	}
	buf_done(&out);
	arena_done(&arena);
}

static void
read_header(const uint8_t *data, size_t size)
{
	static const char *const names[] = { "lever", "ashby" };

	for (size_t i = 0; i < COUNT(names); i++) {
		const struct preset_request request = {
			.preset = preset_find(names[i]),
			.header = (const char *)data,
			.header_len = size,
		};
		const struct preset_plan *plan = NULL;
		struct err_detail detail = { 0 };
		struct arena arena = { 0 };
		int rc = preset_plan_make(&request, &arena, &plan, &detail);

		MUST(rc == 0 || (rc == ERR_INVAL && detail.text[0] != '\0'));
		arena_done(&arena);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size > TEMPLATE_MAX_BYTES)
		return 0;
	read_template(data, size);
	read_header(data, size);
	return 0;
}
