#include "cli/target.h"

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "base/text.h"
#include "cli/ask.h"
#include "cli/interrupt.h"
#include "cli/role_choice.h"
#include "cli/selection.h"
#include "cli/typed.h"
#include "outreach/lead_view.h"
#include "signals/redact.h"
#include "store/rights.h"

enum {
	SLICE = 50, /* leads a write transaction: far below 100 ms */
	TEXT_MAX_BYTES = 16 * 1024
};

int
target_load(struct app *app, struct txn *txn, const char *role,
    const char *name, struct lead_row *ret_row)
{
	struct lead_row row = { 0 };
	struct lead_view view;
	int rc = app_person(app, txn, name, &app->arena, &row.person);

	if (rc != 0)
		return rc;
	rc = store_score_get(txn, role, row.person.id, &app->arena, &row.score);
	if (rc == ERR_NOTFOUND)
		return app_no_person(app, name);
	if (rc == 0)
		rc = store_lead_get(txn, role, row.person.id, &app->arena,
		    &row.lead);
	if (rc != 0)
		return app_error(app, rc, "%.80s: can't be read: %s", name,
		    err_name(rc));
	lead_view_make(&row, role, app->config.store_retention_days,
	    &app->arena, &view);
	if (store_lead_hides_score(&row.lead))
		store_score_hide(&row.score);
	/* Past its date a lead is not shown, by name neither. */
	if ((view.notice_due != 0 && view.notice_due < store_now(txn)) ||
	    store_lead_is_past_told(&row.lead, store_now(txn),
		app->config.store_retention_told_days))
		return app_no_person(app, name);
	*ret_row = row;
	return 0;
}

/* A login or id has none of the signs of a query. */
static bool
is_name(const char *text)
{
	return typed_is_address(text) ||
	    (text[0] != '\0' && strpbrk(text, " :\"()*") == NULL);
}

/* "@go" is a search if one is saved as that, else a login. */
static bool
is_saved(struct app *app, const char *text)
{
	struct txn *txn = NULL;
	struct search search;
	bool is_saved;

	if (text[0] != '@' || store_begin(app->store, false, &txn, NULL) != 0)
		return false;
	is_saved = store_search_get(txn, text + 1, &app->arena, &search) == 0;
	txn_abort(txn);
	return is_saved;
}

bool
target_is_person(struct app *app, const char *text)
{
	return is_name(text) && !is_saved(app, text);
}

static int
find_one(struct app *app, const char *name, const char *role,
    struct target *target)
{
	struct lead_row row = { 0 };
	struct txn *txn = NULL;
	int rc = store_begin(app->store, false, &txn, &app->detail);

	if (rc == 0)
		rc = role_choice_read(app, txn, role, NULL, &target->role);
	if (rc == 0)
		rc = target_load(app, txn, target->role, name, &row);
	if (rc == 0) {
		target->people =
		    arena_alloc(&app->arena, sizeof(*target->people));
		target->people[0] = row.person.id;
		target->n = 1;
		target->login = row.person.login;
	}
	return app_finish(app, txn, rc);
}

struct ids {
	int64_t *items;
	size_t n;
	size_t capacity;
};

static int
collect(void *context, const struct lead_row *row)
{
	struct ids *ids = context;

	if (ids->n == ids->capacity) {
		ids->capacity = ids->capacity * 2 + 64;
		ids->items =
		    mem_resize(ids->items, ids->capacity, sizeof(*ids->items));
	}
	ids->items[ids->n++] = row->person.id;
	return 0;
}

static int
find_many(struct app *app, const char *text, const char *role,
    struct target *target)
{
	struct selection selection = { 0 };
	struct ids ids = { 0 };
	int rc = selection_open(app, &selection, text, role);

	if (rc == 0)
		rc = selection_run(app, &selection, collect, &ids);
	if (rc == 0 && ids.n == 0)
		rc = app_error(app, ERR_NOTFOUND,
		    "no lead of %s matches; nothing was done", selection.role);
	if (rc == 0) {
		target->role = selection.role;
		target->n = ids.n;
		target->people =
		    arena_calloc(&app->arena, ids.n, sizeof(*target->people));
		memcpy(target->people, ids.items,
		    ids.n * sizeof(*target->people));
	}
	mem_free(ids.items);
	selection_close(&selection);
	return rc;
}

int
target_find(struct app *app, const struct text_list *operands, size_t n_words,
    const char *role, struct target *ret_target)
{
	const char *text = option_join(app, operands, 0, n_words);
	struct target target = { 0 };
	size_t len;
	int rc;

	/* Of a variable of the shell that is not set: nobody is to erase all
	 * by a word that is missing. */
	(void)str_trim(text, strlen(text), &len);
	if (len == 0)
		return app_error(app, ERR_INVAL,
		    "%s: the query is empty; score:0.. is everybody with a "
		    "score",
		    app->command->name);
	if (n_words == 1 && target_is_person(app, text))
		rc = find_one(app, text, role, &target);
	else
		rc = find_many(app, text, role, &target);
	if (rc == 0)
		*ret_target = target;
	return rc;
}

const char *
target_name(struct app *app, const struct target *target)
{
	if (target->login != NULL)
		return target->login;
	return arena_format(&app->arena, "%zu %s", target->n,
	    app_plural((int64_t)target->n, "lead", "leads"));
}

/* One lead; who vanished since the question is passed over. */
static int
change_one(struct app *app, struct txn *txn, const struct target *target,
    size_t i, const struct target_change *change)
{
	struct arena arena = { 0 };
	struct lead lead;
	int rc =
	    store_lead_get(txn, target->role, target->people[i], &arena, &lead);

	if (rc == 0)
		rc = change->change(change->context, app, &lead, clock_wall());
	if (rc == 0)
		rc =
		    store_lead_put(txn, target->role, target->people[i], &lead);
	arena_done(&arena);
	return rc == ERR_BLOCKED || rc == ERR_NOTFOUND ? 0 : rc;
}

static int
change_slice(struct app *app, struct target *target,
    const struct target_change *change)
{
	size_t left = target->n - target->n_done;
	size_t end = target->n_done + (left < SLICE ? left : SLICE);
	struct txn *txn = NULL;
	int rc = store_begin(app->store, true, &txn, &app->detail);

	for (size_t i = target->n_done; i < end && rc == 0; i++)
		rc = change_one(app, txn, target, i, change);
	rc = app_finish(app, txn, rc);
	if (rc == 0)
		target->n_done = end;
	return rc;
}

int
target_apply(struct app *app, struct target *target,
    const struct target_change *change)
{
	const volatile sig_atomic_t *stop;
	int rc = 0;

	target->n_done = 0;
	if (target->n > 1)
		rc = ask_yes(app, change->yes, change->question);
	if (rc != 0)
		return rc;
	stop = interrupt_start();
	while (rc == 0 && target->n_done < target->n)
		rc = *stop == 0 ? change_slice(app, target, change)
				: app_error(app, ERR_CANCELED,
				      "interrupted: %zu of %zu leads are done",
				      target->n_done, target->n);
	interrupt_stop();
	return rc;
}

void
target_set_status(struct lead *lead, enum status status, const char *reason,
    int64_t now)
{
	if (lead->status != (int64_t)status)
		lead->status_at = now;
	lead->status = (int64_t)status;
	lead->status_reason = reason;
	if (status != STATUS_CONTACTED)
		return;
	lead->contacted_at = now;
	lead->noticed_at = lead->noticed_at != 0 ? lead->noticed_at : now;
}

int
target_status(struct app *app, const char *what, const char *name,
    enum status *ret_status)
{
	struct buf names;
	int rc;

	if (status_parse(name, ret_status))
		return 0;
	buf_init(&names, ERR_DETAIL_LEN);
	for (int i = 0; i < STATUS_COUNT; i++)
		buf_format(&names, "%s%s", i > 0 ? ", " : "",
		    status_name((enum status)i));
	rc = app_error(app, ERR_INVAL, "%s: \"%.40s\": expected one of %s",
	    what, name, names.data);
	buf_done(&names);
	return rc;
}

const char *
target_text(struct app *app, const char *text)
{
	struct buf line, redacted;
	const char *kept;

	buf_init(&line, TEXT_MAX_BYTES);
	buf_init(&redacted, TEXT_MAX_BYTES);
	text_line(&line, text, strlen(text));
	if (line.len > 0)
		redact_text(&redacted, line.data, line.len);
	kept = arena_strdup(&app->arena,
	    redacted.data != NULL ? redacted.data : "");
	if (line.len > 0 && !str_equal(kept, line.data))
		app_say(app,
		    "E-mail addresses and phone numbers are not kept; they "
		    "were replaced.");
	buf_done(&line);
	buf_done(&redacted);
	return kept;
}
