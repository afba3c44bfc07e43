#include "web/metrics.h"

#include <inttypes.h>
#include <stddef.h>

static void
write_name(struct buf *out, const struct metrics_family *family)
{
	buf_format(out, "muster_%s%s", family->name,
	    family->kind == METRICS_COUNTER ? "_total" : "");
}

/* Backslash, quotes and line ends would end a value early. */
static void
write_escaped(struct buf *out, const char *text)
{
	for (; *text != '\0'; text++) {
		if (*text == '\n') {
			buf_text(out, "\\n");
			continue;
		}
		if (*text == '\\' || *text == '"')
			buf_char(out, '\\');
		buf_char(out, *text);
	}
}

void
metrics_begin(struct buf *out, const struct metrics_family *family)
{
	buf_text(out, "# HELP ");
	write_name(out, family);
	buf_format(out, " %s\n# TYPE ", family->help);
	write_name(out, family);
	buf_format(out, " %s\n",
	    family->kind == METRICS_COUNTER ? "counter" : "gauge");
}

void
metrics_sample(struct buf *out, const struct metrics_family *family,
    const struct metrics_label labels[2], int64_t value)
{
	write_name(out, family);
	if (labels[0].name != NULL) {
		buf_format(out, "{%s=\"", labels[0].name);
		write_escaped(out, labels[0].value);
		if (labels[1].name != NULL) {
			buf_format(out, "\",%s=\"", labels[1].name);
			write_escaped(out, labels[1].value);
		}
		buf_text(out, "\"}");
	}
	buf_format(out, " %" PRId64 "\n", value);
}

void
metrics_one(struct buf *out, const struct metrics_family *family, int64_t value)
{
	const struct metrics_label none[2] = { { NULL, NULL }, { NULL, NULL } };

	metrics_begin(out, family);
	metrics_sample(out, family, none, value);
}
