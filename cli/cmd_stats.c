#include <stdio.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/json.h"
#include "cli/command.h"
#include "cli/option.h"
#include "cli/term.h"
#include "store/task.h"

struct counts {
	struct store_stats store;
	struct role_count *roles;
	size_t n_roles;
	int64_t due;
	int64_t waiting;
	int64_t dead;
};

struct line {
	const char *name; /* of the JSON member */
	const char *text;
	int64_t value;
};

enum {
	N_LINES = 17,
	OUT_MAX_BYTES = 1024 * 1024
};

static void
fill(const struct counts *counts, struct line lines[static N_LINES])
{
	const struct store_stats *store = &counts->store;
	const struct line all[N_LINES] = {
		{ "people", "people", store->people },
		{ "profiles", "of them with a profile read", store->profiles },
		{ "refusals", "who ask not to be recruited", store->refusals },
		{ "suppressed", "kept out", store->suppressed },
		{ "repositories", "repositories", store->repositories },
		{ "works", "records of work", store->works },
		{ "scores", "scores", store->scores },
		{ "leads_touched", "pipeline records", store->leads_touched },
		{ "tasks", "crawl tasks", store->tasks },
		{ "tasks_due", "of them due now", counts->due },
		{ "tasks_waiting", "of them due later", counts->waiting },
		{ "tasks_dead", "of them given up", counts->dead },
		{ "journal", "journal entries", store->journal },
		{ "bytes_used", "bytes used", store->bytes_used },
		{ "bytes_free_pages", "bytes in unused pages",
		    store->bytes_free_pages },
		{ "corrupt", "corrupt records met", store->corrupt },
		{ "schema_version", "schema version", store->schema_version },
	};

	for (size_t i = 0; i < N_LINES; i++)
		lines[i] = all[i];
}

static void
print_json(const struct counts *counts, const struct line *lines)
{
	struct json_writer json;
	struct buf out;

	buf_init(&out, OUT_MAX_BYTES);
	json_writer_init(&json, &out);
	json_begin_object(&json);
	for (size_t i = 0; i < N_LINES; i++)
		json_member_int(&json, lines[i].name, lines[i].value);
	json_put_key(&json, "roles");
	json_begin_object(&json);
	for (size_t i = 0; i < counts->n_roles; i++)
		json_member_int(&json, counts->roles[i].role,
		    counts->roles[i].leads);
	json_end_object(&json);
	json_end_object(&json);
	printf("%s\n", out.data);
	buf_done(&out);
}

static void
print_text(const struct counts *counts, const struct line *lines)
{
	for (size_t i = 0; i < N_LINES; i++)
		printf("%14lld  %s\n", (long long)lines[i].value,
		    lines[i].text);
	for (size_t i = 0; i < counts->n_roles; i++)
		printf("%14lld  leads for %s\n",
		    (long long)counts->roles[i].leads, counts->roles[i].role);
}

int
cmd_stats(struct app *app, int argc, char **argv)
{
	struct counts counts = { 0 };
	struct line lines[N_LINES];
	struct txn *txn = NULL;
	bool json = false;
	const struct option_spec options[] = {
		{ "json", 0, OPTION_FLAG, &json, NULL, "one JSON object", 0,
		    0 },
	};
	struct text_list operands;
	int rc =
	    option_parse(app, options, COUNT(options), argc, argv, &operands);

	if (rc == 0)
		rc = option_expect(app, &operands, 0, 0, "no operands");
	if (rc == 0)
		rc = app_store(app, STORE_READ, "stats");
	if (rc == 0)
		rc = store_begin(app->store, false, &txn, &app->detail);
	if (rc == 0)
		rc = store_stats(txn, &counts.store);
	if (rc == 0)
		rc = store_task_counts(txn, clock_wall(), &counts.due,
		    &counts.waiting, &counts.dead);
	if (rc == 0)
		rc = store_roles(txn, &app->arena, &counts.roles,
		    &counts.n_roles);
	rc = app_finish(app, txn, rc);
	if (rc != 0)
		return rc;
	fill(&counts, lines);
	if (json)
		print_json(&counts, lines);
	else
		print_text(&counts, lines);
	return 0;
}
