/* Drafts as files, and in the journal. */
#include <sys/stat.h>

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/drafting.h"
#include "cli/path_shown.h"

/* Of a directory it is told that it is in the way. */
static bool
is_file(const char *path)
{
	struct stat info;

	return stat(path, &info) == 0 && !S_ISDIR(info.st_mode);
}

static const char *
path_of(const struct drafting *drafting, const char *login)
{
	return arena_format(&drafting->app->arena, "%s/%s.txt",
	    drafting->directory, login);
}

bool
drafting_has_file(const struct drafting *drafting, const char *login)
{
	return drafting->directory != NULL && is_file(path_of(drafting, login));
}

static int
write_file(struct drafting *drafting, struct drafted *one)
{
	struct app *app = drafting->app;
	const char *path = path_of(drafting, one->login);
	int rc;

	if (one->is_there)
		return 0;
	rc = file_replace_begin(&one->file, path, &app->detail);
	if (rc == 0 && fprintf(one->file.stream, "%s\n", one->text) < 0)
		rc = app_error(app, ERR_IO, "%s: %s", path, strerror(errno));
	return rc == 0 ? file_replace_sync(&one->file, &app->detail) : rc;
}

int
drafting_write(struct drafting *drafting)
{
	int rc;

	if (drafting->directory == NULL || drafting->n == 0)
		return 0;
	rc = file_make_dirs(drafting->directory, 0700, &drafting->app->detail);
	for (size_t i = 0; i < drafting->n && rc == 0; i++)
		rc = write_file(drafting, &drafting->drafts[i]);
	return rc;
}

/* In the transaction that journals: nobody who was erased or declined since
 * the list was read gets a draft. */
static int
record_one(struct drafting *drafting, struct txn *txn, struct drafted *one)
{
	struct arena arena = { 0 };
	struct person person;
	struct lead lead;
	int rc = store_person_get(txn, one->person, &arena, &person);

	if (rc == 0)
		rc = store_lead_get(txn, drafting->terms.role, one->person,
		    &arena, &lead);
	if (rc == 0 &&
	    (person.refusal != NULL || draft_refuses_status(&lead) != NULL ||
		store_is_suppressed(txn, one->person, person.login)))
		rc = ERR_BLOCKED;
	if (rc == 0 && !one->is_there)
		rc = store_journal_add(txn, "draft", one->person,
		    arena_format(&arena, "role=%s template=%s",
			drafting->terms.role, drafting->template_name));
	arena_done(&arena);
	one->is_gone = rc == ERR_NOTFOUND || rc == ERR_BLOCKED;
	return one->is_gone ? 0 : rc;
}

int
drafting_record(struct drafting *drafting)
{
	struct app *app = drafting->app;
	struct txn *txn = NULL;
	int rc;

	if (drafting->n == 0)
		return 0;
	/* For `forget`, which names the folder. */
	if (drafting->directory != NULL)
		drafting->handout = store_handout_new(app->store);
	for (size_t i = 0; i < drafting->n && drafting->handout != NULL; i++)
		store_handout_add(drafting->handout,
		    drafting->drafts[i].person);
	rc = store_begin(app->store, true, &txn, &app->detail);
	for (size_t i = 0; i < drafting->n && rc == 0; i++)
		rc = record_one(drafting, txn, &drafting->drafts[i]);
	if (rc == 0 && drafting->handout != NULL)
		rc = store_handout_end(drafting->handout, txn, "draft",
		    arena_format(&app->arena,
			"role=%s template=%s drafts=%zu file=%s",
			drafting->terms.role, drafting->template_name,
			drafting->n, path_shown(app, drafting->directory)));
	return app_finish(app, txn, rc);
}

int
drafting_hand_out(struct drafting *drafting)
{
	struct app *app = drafting->app;
	bool is_alone = drafting->seen == 1;
	int rc = 0;

	for (size_t i = 0; i < drafting->n && rc == 0; i++) {
		struct drafted *one = &drafting->drafts[i];

		if (one->is_gone) {
			drafting->refused++;
			drafting->there -= one->is_there;
			app_say(app,
			    "One draft was dropped: who it was for "
			    "may no longer be written to.");
		} else if (one->is_there) {
			continue;
		} else if (drafting->directory != NULL) {
			rc = file_replace_commit(&one->file, &app->detail);
		} else if (is_alone) {
			(void)printf("%s\n", one->text); /* main() checks */
		} else {
			(void)printf("==== %s  %s\n\n%s\n\n", one->login,
			    one->about != NULL ? one->about : one->url,
			    one->text);
		}
	}
	return rc;
}
