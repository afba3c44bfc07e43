#ifndef TESTS_UNIT_LOAD_FIXTURE_H
#define TESTS_UNIT_LOAD_FIXTURE_H

/* Dumps that are loaded, and what is said of them. */
#include "base/str.h"
#include "tests/unit/store_fixture.h"

#define HEADER "{\"kind\":\"muster-dump\",\"format\":1,\"schema\":1}\n"

struct complaints {
	struct buf text;
};

static bool load_is_alone; /* one thread */

static inline void
complain(void *context, int64_t line, const char *sentence)
{
	struct complaints *complaints = context;

	buf_format(&complaints->text, "%lld: %s\n", (long long)line, sentence);
}

static inline int
load_len(struct fixture *fixture, const char *text, size_t len, bool strict,
    struct load_report *ret_report, char *ret_said, size_t size)
{
	struct complaints complaints;
	struct err_detail detail = { "" };
	struct load_options options = { .strict = strict,
		.complain = complain,
		.context = &complaints,
		.is_alone = load_is_alone };
	char empty[] = " ";
	union {
		const char *given;
		char *taken;
	} bytes = { .given = len > 0 ? text : empty };
	int rc;

	buf_init(&complaints.text, 100000);
	fixture_close(fixture);
	fixture_open(fixture, STORE_CRAWL);
	options.in = fmemopen(bytes.taken, len > 0 ? len : 1, "r");
	assert_non_null(options.in);
	rc = store_load(fixture->store, &options, ret_report, &detail);
	(void)fclose(options.in);
	if (ret_said != NULL)
		(void)snprintf(ret_said, size, "%s%s",
		    complaints.text.data != NULL ? complaints.text.data : "",
		    detail.text);
	buf_done(&complaints.text);
	return rc;
}

/* Without the first line, which has the time. */
static inline char *
dump(struct fixture *fixture)
{
	struct dump_report report;
	char *text = NULL, *rest;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	fixture_begin(fixture, false);
	assert_ok(store_dump(fixture->txn, out, NULL, &report, NULL));
	fixture_abort(fixture);
	assert_int_equal(fclose(out), 0);
	assert_int_equal(report.corrupt, 0);
	rest = mem_strdup(text);
	free(text);
	return rest;
}

static inline const char *
rest_of(const char *dump)
{
	return strchr(dump, '\n') + 1;
}

/* Another store under the same root, so with the same suppress.key. */
static inline void
use(struct fixture *fixture, const char *name)
{
	fixture_close(fixture);
	(void)snprintf(fixture->path, sizeof(fixture->path), "%s/%s",
	    fixture->root, name);
	fixture_open(fixture, STORE_WRITE);
}

#endif
