#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/json.h"
#include "base/str.h"
#include "cli/audit_trial.h"
#include "cli/command.h"
#include "cli/option.h"
#include "cli/role_choice.h"
#include "store/rights.h"

enum {
	PEOPLE_DEFAULT = 25,
	OUT_MAX_BYTES = 4 * 1024 * 1024
};

struct audit {
	struct app *app;
	const char *role_name;
	const char *decisions; /* where to write who was selected */
	int64_t people;
	bool json;
	struct role role;
	struct rubric *rubric;
	struct trial *trial;
	/* Of everybody with a score. */
	int64_t scored, stale, selected, passed_over, undecided;
	struct file_replace file;
	FILE *out;
};

/* ---- the trial ---- */

static int
make_rubric(struct audit *audit)
{
	struct app *app = audit->app;
	int rc = app_catalogue(app);

	if (rc == 0)
		rc = app_rules(app);
	if (rc == 0)
		rc = app_role_read(app, audit->role_name, &audit->role);
	if (rc == 0)
		rc = rubric_new(&audit->role, &app->catalogue, app->rules,
		    clock_wall(), &audit->rubric, &app->detail);
	if (rc == 0)
		audit->trial = trial_new(audit->rubric);
	return rc;
}

static int
try_people(struct audit *audit, struct txn *txn)
{
	struct arena arena = { 0 };
	int64_t id = 0;
	int rc = 0;

	while (rc == 0 && trial_people(audit->trial) < audit->people) {
		struct facts facts;

		arena_reset(&arena);
		rc = store_person_next(txn, id, &id);
		if (rc != 0)
			break;
		rc = store_facts_load(txn, id, &arena, &facts);
		if (rc == 0 && facts.n_work > 0 &&
		    facts.person.refusal == NULL &&
		    facts.person.bot_reason == NULL)
			trial_person(audit->trial, &facts);
		else if (rc == ERR_NOTFOUND || rc == ERR_CORRUPT)
			rc = 0;
	}
	arena_done(&arena);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

/* ---- who was selected ---- */

static const char *
decision_of(enum status status)
{
	switch (status) {
	case STATUS_SHORTLISTED:
	case STATUS_CONTACTED:
	case STATUS_REPLIED:
	case STATUS_APPLICANT:
	case STATUS_HIRED:
		return "selected";
	case STATUS_NOT_A_FIT:
		return "not selected";
	case STATUS_DECLINED:
		return "declined by the person";
	case STATUS_NEW:
	case STATUS_DO_NOT_CONTACT:
	case STATUS_COUNT:
		break;
	}
	return "undecided";
}

static void
write_decision(struct audit *audit, struct txn *txn, const struct score *score,
    const struct lead *lead, const char *decision)
{
	char person[STORE_KEYED_ID], scored[CLOCK_TEXT_LEN];

	if (audit->out == NULL)
		return;
	store_keyed_id(txn, score->person, person);
	clock_format(score->scored_at, scored);
	(void)fprintf(audit->out, "%s,%s,%s,%lld,%.1f,%s,%.3f,%s,%s,%s\r\n",
	    person, audit->role.name,
	    score->rubric != NULL ? score->rubric : "",
	    (long long)score->signals_version, score->score,
	    band_name(score->band), score->coverage,
	    status_name((enum status)lead->status), decision, scored);
}

static int
count_one(struct audit *audit, struct txn *txn, int64_t id, struct arena *arena)
{
	struct score score;
	struct lead lead;
	const char *decision;
	int rc = store_score_get(txn, audit->role.name, id, arena, &score);

	if (rc == 0)
		rc = store_lead_get(txn, audit->role.name, id, arena, &lead);
	if (rc != 0)
		return rc == ERR_NOTFOUND || rc == ERR_CORRUPT ? 0 : rc;
	decision = decision_of((enum status)lead.status);
	audit->scored++;
	audit->stale += !str_equal(score.rubric, audit->role.hash);
	audit->selected += str_equal(decision, "selected");
	audit->passed_over += str_equal(decision, "not selected");
	audit->undecided += str_equal(decision, "undecided");
	write_decision(audit, txn, &score, &lead, decision);
	return 0;
}

static int
count_all(struct audit *audit, struct txn *txn)
{
	struct arena arena = { 0 };
	int64_t id = 0;
	int rc = 0;

	if (audit->out != NULL)
		(void)fprintf(audit->out,
		    "person,role,rubric,signals_version,score,band,coverage,"
		    "status,decision,scored_at\r\n");
	while (rc == 0) {
		arena_reset(&arena);
		rc = store_person_next(txn, id, &id);
		if (rc == 0)
			rc = count_one(audit, txn, id, &arena);
	}
	arena_done(&arena);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

/* ---- the report ---- */

static void
put_inputs(struct audit *audit, struct json_writer *json, int family)
{
	size_t n;
	const struct trial_member *members = trial_members(audit->trial, &n);

	json_begin_object(json);
	json_member_text(json, "family", family_name((enum family)family));
	json_member_real(json, "weight", audit->role.weights[family], 2);
	json_put_key(json, "inputs");
	json_begin_array(json);
	for (size_t i = 0; i < n; i++) {
		if (members[i].changed[family] == 0)
			continue;
		json_begin_object(json);
		json_member_text(json, "record", members[i].record);
		json_member_text(json, "member", members[i].name);
		json_member_int(json, "tried", members[i].tried);
		json_member_int(json, "changed", members[i].changed[family]);
		json_end_object(json);
	}
	json_end_array(json);
	json_end_object(json);
}

static void
put_without_effect(struct audit *audit, struct json_writer *json)
{
	size_t n;
	const struct trial_member *members = trial_members(audit->trial, &n);

	json_put_key(json, "without_effect");
	json_begin_array(json);
	for (size_t i = 0; i < n; i++) {
		if (members[i].tried == 0 || trial_counts(&members[i]))
			continue;
		json_begin_object(json);
		json_member_text(json, "record", members[i].record);
		json_member_text(json, "member", members[i].name);
		json_member_int(json, "tried", members[i].tried);
		json_end_object(json);
	}
	json_end_array(json);
}

static void
print_json(struct audit *audit)
{
	struct json_writer json;
	struct buf out;

	buf_init(&out, OUT_MAX_BYTES);
	json_writer_init(&json, &out);
	json_begin_object(&json);
	json_member_text(&json, "role", audit->role.name);
	json_member_text(&json, "rubric", audit->role.hash);
	json_member_int(&json, "signals_version", SIGNALS_VERSION);
	json_member_int(&json, "people_tried", trial_people(audit->trial));
	json_put_key(&json, "families");
	json_begin_array(&json);
	for (int i = 0; i < FAMILY_COUNT; i++)
		put_inputs(audit, &json, i);
	json_end_array(&json);
	put_without_effect(audit, &json);
	json_member_int(&json, "scored", audit->scored);
	json_member_int(&json, "scored_by_another_rubric", audit->stale);
	json_member_int(&json, "selected", audit->selected);
	json_member_int(&json, "not_selected", audit->passed_over);
	json_member_int(&json, "undecided", audit->undecided);
	json_end_object(&json);
	printf("%s\n", out.data);
	buf_done(&out);
}

/* family < 0: what has no effect. */
static void
print_members(struct audit *audit, int family)
{
	size_t n;
	const struct trial_member *members = trial_members(audit->trial, &n);
	bool is_any = false;

	for (size_t i = 0; i < n; i++) {
		bool is_in = family >= 0
		    ? members[i].changed[family] > 0
		    : members[i].tried > 0 && !trial_counts(&members[i]);

		if (!is_in)
			continue;
		printf("  %s.%s\n", members[i].record, members[i].name);
		is_any = true;
	}
	if (!is_any)
		printf("  (none)\n");
}

static void
print_page(struct audit *audit)
{
	printf("role    %s\nrubric  %s, signals of version %d\n",
	    audit->role.name, audit->role.hash, SIGNALS_VERSION);
	printf("\nEach member of each record of facts was changed in %lld "
	       "stored "
	       "people, who were scored anew.\n",
	    (long long)trial_people(audit->trial));
	for (int i = 0; i < FAMILY_COUNT; i++) {
		printf("\n%s, weight %g: changed with\n",
		    family_name((enum family)i), audit->role.weights[i]);
		print_members(audit, i);
	}
	printf("\nChanged without any effect on a score, band or need:\n");
	print_members(audit, -1);
	printf(
	    "\nNever fetched, so never in a score: avatar, pronouns, e-mail, "
	    "status message.\n");
	printf("\n%lld scored, %lld of them by another rubric; %lld selected, "
	       "%lld not selected, %lld undecided. People decided each.\n",
	    (long long)audit->scored, (long long)audit->stale,
	    (long long)audit->selected, (long long)audit->passed_over,
	    (long long)audit->undecided);
}

/* ---- the whole ---- */

static int
open_decisions(struct audit *audit)
{
	struct app *app = audit->app;
	int rc;

	if (audit->decisions == NULL)
		return 0;
	rc = file_replace_begin(&audit->file, audit->decisions, &app->detail);
	if (rc == 0)
		audit->out = audit->file.stream;
	return rc;
}

static int
journal(struct audit *audit)
{
	struct app *app = audit->app;
	struct txn *txn = NULL;
	int rc;

	if (audit->out == NULL)
		return 0;
	rc = store_begin(app->store, true, &txn, &app->detail);
	if (rc == 0)
		rc = store_journal_add(txn, "audit", 0,
		    arena_format(&app->arena,
			"role=%s people=%lld file=%s, without names",
			audit->role.name, (long long)audit->scored,
			audit->decisions));
	rc = app_finish(app, txn, rc);
	return rc == 0 ? file_replace_commit(&audit->file, &app->detail) : rc;
}

static int
run(struct audit *audit, const char *role)
{
	struct app *app = audit->app;
	struct txn *txn = NULL;
	int rc = app_store_existing(app, "audit");

	if (rc == 0)
		rc = store_begin(app->store, false, &txn, &app->detail);
	if (rc == 0)
		rc = role_choice_read(app, txn, role, NULL, &audit->role_name);
	if (rc == 0)
		rc = make_rubric(audit);
	if (rc == 0)
		rc = open_decisions(audit);
	if (rc == 0)
		rc = try_people(audit, txn);
	if (rc == 0)
		rc = count_all(audit, txn);
	rc = app_finish(app, txn, rc);
	if (rc == 0)
		rc = journal(audit);
	if (rc == 0 && audit->json)
		print_json(audit);
	else if (rc == 0)
		print_page(audit);
	return rc;
}

int
cmd_audit(struct app *app, int argc, char **argv)
{
	struct audit audit = { .app = app, .people = PEOPLE_DEFAULT };
	const char *role = NULL;
	const struct option_spec options[] = {
		{ "role", 'r', OPTION_TEXT, &role, "NAME",
		    "whose rubric; needed only when several are enabled", 0,
		    0 },
		{ "people", 0, OPTION_INT, &audit.people, "N",
		    "how many stored people are tried with (default 25)", 1,
		    INT32_MAX },
		{ "decisions", 0, OPTION_TEXT, &audit.decisions, "FILE",
		    "write who was selected, without names, as CSV", 0, 0 },
		{ "json", 0, OPTION_FLAG, &audit.json, NULL,
		    "as one JSON object", 0, 0 },
	};
	struct text_list operands;
	int rc =
	    option_parse(app, options, COUNT(options), argc, argv, &operands);

	if (rc == 0)
		rc = option_expect(app, &operands, 0, 0, "no operands");
	if (rc == 0)
		rc = run(&audit, role);
	file_replace_drop(&audit.file);
	trial_free(audit.trial);
	rubric_free(audit.rubric);
	return rc;
}
