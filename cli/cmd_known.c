#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/json.h"
#include "base/map.h"
#include "base/str.h"
#include "cli/ask.h"
#include "cli/command.h"
#include "cli/known_file.h"
#include "cli/option.h"
#include "cli/target.h"
#include "store/rights.h"

enum {
	SLICE = 50, /* people a write transaction */
	LINE_MAX_BYTES = 64 * 1024
};

/* Somebody stored who fits a line. */
struct match {
	int64_t id;
	const char *login;
	bool is_new; /* was not known before */
	struct match *next;
};

/* A key of a line; several lines may have the same. */
struct key_of {
	size_t entry;
	struct key_of *next;
};

struct import {
	struct app *app;
	const char *path;
	bool dry_run;
	bool yes;
	bool json;
	bool is_not;
	const char *role;

	struct known_entry *entries;
	size_t n;
	struct match **matches; /* of each entry */
	struct map *keys; /* text -> struct key_of */
	struct txn *txn;
	size_t n_new; /* people who become known */
	size_t n_usable;
};

/* ---- who is meant ---- */

static void
index_keys(struct import *import)
{
	import->keys = map_new();
	for (size_t i = 0; i < import->n; i++)
		for (size_t j = 0; j < import->entries[i].n_keys; j++) {
			const char *text = import->entries[i].keys[j];
			struct key_of *key =
			    arena_alloc(&import->app->arena, sizeof(*key));

			key->entry = i;
			key->next = map_get_text(import->keys, text);
			map_put_text(import->keys, text, key);
		}
}

static int
add_match(struct import *import, size_t entry, const struct person *person,
    bool is_new)
{
	struct match **at = &import->matches[entry];

	for (; *at != NULL; at = &(*at)->next)
		if ((*at)->id == person->id)
			return 0;
	*at = arena_calloc(&import->app->arena, 1, sizeof(**at));
	(*at)->id = person->id;
	(*at)->login = arena_strdup(&import->app->arena,
	    person->login != NULL ? person->login : "");
	(*at)->is_new = is_new;
	return 0;
}

static int
match_person(void *context, const struct person *person)
{
	struct import *import = context;
	struct arena arena = { 0 };
	const char **keys;
	size_t n = store_known_keys(person, &arena, &keys);
	bool is_counted = false;
	int rc = 0;

	for (size_t i = 0; i < n && rc == 0; i++) {
		const struct key_of *key = map_get_text(import->keys, keys[i]);
		struct lead lead;

		if (key == NULL)
			continue;
		rc = store_lead_get(import->txn, "", person->id, &arena, &lead);
		if (rc != 0)
			break;
		/* It was said by hand that they are not. */
		if (lead.is_not_known)
			break;
		for (; key != NULL; key = key->next)
			rc = add_match(import, key->entry, person,
			    lead.known_at == 0);
		import->n_new += lead.known_at == 0 && !is_counted;
		is_counted = true;
	}
	arena_done(&arena);
	return rc;
}

static int
find_all(struct import *import)
{
	struct app *app = import->app;
	int rc;

	index_keys(import);
	import->matches =
	    arena_calloc(&app->arena, import->n + 1, sizeof(struct match *));
	rc = store_begin(app->store, false, &import->txn, &app->detail);
	if (rc == 0)
		rc = store_known_walk(import->txn, match_person, import);
	return app_finish(app, import->txn, rc);
}

/* ---- keeping it ---- */

static int
keep_entry(struct import *import, struct txn *txn, size_t i)
{
	bool is_new;
	int rc = 0;

	for (const struct match *match = import->matches[i];
	     match != NULL && rc == 0; match = match->next) {
		rc = store_known_mark(txn, match->id, false, &is_new);
		/* Who vanished since is passed over. */
		if (rc == ERR_BLOCKED || rc == ERR_NOTFOUND)
			rc = 0;
	}
	if (rc == 0)
		rc = store_known_add(txn, &import->entries[i].who, &is_new);
	return rc;
}

static int
keep_all(struct import *import)
{
	struct app *app = import->app;
	int rc = 0;

	for (size_t at = 0; at < import->n && rc == 0; at += SLICE) {
		struct txn *txn = NULL;

		rc = store_begin(app->store, true, &txn, &app->detail);
		for (size_t i = at; i < import->n && i < at + SLICE && rc == 0;
		     i++)
			rc = keep_entry(import, txn, i);
		rc = app_finish(app, txn, rc);
	}
	return rc;
}

/* ---- the report ---- */

static bool
has_new(const struct match *match)
{
	for (; match != NULL; match = match->next)
		if (match->is_new)
			return true;
	return false;
}

static const char *
result_of(const struct import *import, size_t i)
{
	if (import->entries[i].n_keys == 0)
		return "unusable";
	if (import->matches[i] == NULL)
		return "nobody";
	return has_new(import->matches[i]) ? "known" : "already";
}

static const char *
shown(const struct import *import, size_t i)
{
	const struct person *who = &import->entries[i].who;
	struct arena *arena = &import->app->arena;

	if (who->login != NULL)
		return who->login;
	if (who->n_links > 0)
		return who->links[0].url;
	if (who->name == NULL)
		return "";
	return who->company == NULL
	    ? who->name
	    : arena_format(arena, "%s, %s", who->name, who->company);
}

static const char *
sentence(const struct import *import, size_t i)
{
	const struct match *match = import->matches[i];
	struct buf text;
	const char *kept;

	if (import->entries[i].n_keys == 0)
		return "nothing to go by: expected a login, the address of a "
		       "profile, or a full name with a company";
	if (match == NULL)
		return "nobody here; recognised when found";
	buf_init(&text, LINE_MAX_BYTES);
	buf_text(&text, has_new(match) ? "known" : "known already");
	for (const char *comma = ": "; match != NULL; match = match->next) {
		buf_format(&text, "%s%s", comma, match->login);
		comma = ", ";
	}
	kept = arena_strdup(&import->app->arena, text.data);
	buf_done(&text);
	return kept;
}

static void
print_json(const struct import *import, size_t i)
{
	struct json_writer json;
	struct buf out;

	buf_init(&out, (size_t)1024 * LINE_MAX_BYTES);
	json_writer_init(&json, &out);
	json_begin_object(&json);
	json_member_int(&json, "line", import->entries[i].line);
	json_member_text(&json, "result", result_of(import, i));
	json_put_key(&json, "logins");
	json_begin_array(&json);
	for (const struct match *match = import->matches[i]; match != NULL;
	     match = match->next)
		json_put_text(&json, match->login);
	json_end_array(&json);
	json_end_object(&json);
	printf("%s\n", out.data);
	buf_done(&out);
}

static void
print_all(const struct import *import)
{
	for (size_t i = 0; i < import->n; i++) {
		const char *who = shown(import, i);

		if (import->json)
			print_json(import, i);
		else
			printf("line %lld: %s%s%s\n",
			    (long long)import->entries[i].line, who,
			    who[0] != '\0' ? ": " : "", sentence(import, i));
	}
}

static void
say_sum(const struct import *import, bool is_done)
{
	size_t nobody = 0, unusable = 0;

	for (size_t i = 0; i < import->n; i++) {
		nobody += str_equal(result_of(import, i), "nobody");
		unusable += import->entries[i].n_keys == 0;
	}
	app_say(import->app,
	    "%s%zu %s: %zu %s known now, %zu %s nobody's here yet%s%s.",
	    is_done ? "" : "Nothing was done. ", import->n,
	    app_plural((int64_t)import->n, "line", "lines"), import->n_new,
	    is_done ? app_plural((int64_t)import->n_new, "lead is", "leads are")
		    : app_plural((int64_t)import->n_new, "lead would be",
			  "leads would be"),
	    nobody, app_plural((int64_t)nobody, "line is", "lines are"),
	    unusable > 0 ? ", not used: " : "",
	    unusable > 0 ? arena_format(&import->app->arena, "%zu", unusable)
			 : "");
}

/* ---- the command ---- */

static int
journal(struct import *import)
{
	struct app *app = import->app;
	struct txn *txn = NULL;
	int rc = store_begin(app->store, true, &txn, &app->detail);

	if (rc == 0)
		rc = store_journal_add(txn, "known", 0,
		    arena_format(&app->arena, "import lines=%zu leads=%zu",
			import->n, import->n_new));
	return app_finish(app, txn, rc);
}

static int
import_file(struct import *import)
{
	struct app *app = import->app;
	int rc =
	    known_file_read(app, import->path, &import->entries, &import->n);

	if (rc == 0)
		rc = app_store_existing(app, "known");
	if (rc == 0)
		rc = find_all(import);
	if (rc != 0)
		return rc;
	if (!import->dry_run && import->n_new > 1)
		rc = ask_yes(app, import->yes,
		    arena_format(&app->arena, "Hide %zu leads as known?",
			import->n_new));
	if (rc == 0 && !import->dry_run)
		rc = keep_all(import);
	if (rc == 0 && !import->dry_run)
		rc = journal(import);
	if (rc != 0)
		return rc;
	print_all(import);
	say_sum(import, !import->dry_run);
	return 0;
}

static int
mark_one(struct import *import, struct txn *txn, int64_t id)
{
	bool is_new;
	int rc = import->is_not ? store_known_unmark(txn, id)
				: store_known_mark(txn, id, true, &is_new);

	return rc == ERR_BLOCKED || rc == ERR_NOTFOUND ? 0 : rc;
}

static int
mark_people(struct import *import, const struct text_list *operands)
{
	struct app *app = import->app;
	struct target target;
	int rc = app_store_existing(app, "known");

	if (rc == 0)
		rc = target_find(app, operands, operands->n, import->role,
		    &target);
	if (rc == 0 && target.n > 1)
		rc = ask_yes(app, import->yes,
		    arena_format(&app->arena,
			import->is_not ? "Show %s again as not known?"
				       : "Hide %s as known?",
			target_name(app, &target)));
	for (size_t at = 0; rc == 0 && at < target.n; at += SLICE) {
		struct txn *txn = NULL;

		rc = store_begin(app->store, true, &txn, &app->detail);
		for (size_t i = at; i < target.n && i < at + SLICE && rc == 0;
		     i++)
			rc = mark_one(import, txn, target.people[i]);
		rc = app_finish(app, txn, rc);
	}
	if (rc == 0)
		app_say(app, "%s: %s.", target_name(app, &target),
		    import->is_not ? "not known, and not recognised again"
				   : "known");
	return rc;
}

int
cmd_known(struct app *app, int argc, char **argv)
{
	struct import import = { .app = app };
	const struct option_spec options[] = {
		{ "import", 'i', OPTION_TEXT, &import.path, "FILE",
		    "CSV with logins, profiles' addresses, or names and "
		    "companies; - for standard input",
		    0, 0 },
		{ "not", 0, OPTION_FLAG, &import.is_not, NULL,
		    "they are not known: show them, recognise them no more", 0,
		    0 },
		{ "dry-run", 0, OPTION_FLAG, &import.dry_run, NULL,
		    "report what --import would do", 0, 0 },
		{ "role", 'r', OPTION_TEXT, &import.role, "NAME",
		    "whose leads a query is about", 0, 0 },
		{ "json", 0, OPTION_FLAG, &import.json, NULL,
		    "--import: one JSON object a line", 0, 0 },
		{ "yes", 'y', OPTION_FLAG, &import.yes, NULL,
		    "don't ask before changing several", 0, 0 },
	};
	struct text_list operands;
	int rc =
	    option_parse(app, options, COUNT(options), argc, argv, &operands);

	if (rc != 0)
		return rc;
	if ((import.path != NULL) == (operands.n > 0) ||
	    (import.path != NULL && import.is_not))
		return app_error(app, ERR_INVAL,
		    "known: expected --import FILE, or a login or query; see "
		    "muster known --help");
	rc = import.path != NULL ? import_file(&import)
				 : mark_people(&import, &operands);
	map_free(import.keys);
	return rc;
}
