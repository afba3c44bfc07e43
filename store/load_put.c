/*
 * What becomes of one line of a dump: the rules of merging.  Of two records of
 * the same thing the one that was fetched, made or changed later holds; the
 * earlier first_seen does.  All checks come before the first write, so that a
 * bad line leaves nothing.
 */
#include <string.h>

#include "base/map.h"
#include "base/str.h"
#include "base/text.h"
#include "store/load.h"

static int
bad(struct err_detail *detail, const char *sentence)
{
	return err_set(detail, ERR_PARSE, "%s", sentence);
}

static int
keep(struct load *load)
{
	load->was_kept = true;
	return 0;
}

/* What is not there or can't be read is no reason to keep it. */
static int
none_if_absent(int rc)
{
	return rc == ERR_NOTFOUND || rc == ERR_CORRUPT ? 0 : rc;
}

/* ---- the first and the last line ---- */

static int
put_header(struct load *load, struct err_detail *detail)
{
	const struct line *line = &load->line;
	int64_t schema;
	int rc;

	if (load->has_header)
		return bad(detail, "muster-dump: expected only once");
	if (line->format > DUMP_FORMAT || line->format < 1)
		return err_set(detail, ERR_INVAL,
		    "a dump of format %lld, this program knows %d: update "
		    "muster",
		    (long long)line->format, DUMP_FORMAT);
	rc = meta_get_int(load->txn, META_SYSTEM, SCHEMA_KEY, &schema);
	if (rc == 0 && line->schema > schema)
		rc = err_set(detail, ERR_INVAL,
		    "a dump of schema %lld, this program knows %lld: update "
		    "muster",
		    (long long)line->schema, (long long)schema);
	load->has_header = true;
	load->suppress_key = line->suppress_key;
	return rc;
}

static int
put_end(struct load *load, struct err_detail *detail)
{
	if (load->line.lines != load->number)
		return bad(detail, "end.lines: not the number of lines read");
	load->has_end = true;
	return 0;
}

/* ---- who is kept out ---- */

/* With another key nobody would be recognised by these hashes. */
static int
check_secret(struct load *load, struct err_detail *detail)
{
	int64_t print;
	int rc = meta_get_int(load->txn, META_SYSTEM, SECRET_PRINT_KEY, &print);

	if (rc < 0)
		return rc;
	if (load->suppress_key != 0 && load->suppress_key == print)
		return 0;
	return err_set(detail, ERR_INVAL,
	    "its suppressions were made with another suppress.key "
	    "than this store's: name that one by MUSTER_SUPPRESS_KEY");
}

static int
put_suppressed(struct load *load, struct err_detail *detail)
{
	uint8_t hash[KEY_HASH_LEN];
	bool is_new = false;
	int rc;

	if (!line_unhex(load->line.hash, KEY_HASH_LEN, hash))
		return bad(detail, "suppressed.hash: expected 64 hex digits");
	rc = check_secret(load, detail);
	if (rc < 0)
		return rc;
	rc = suppress_put(load->txn, hash, &load->line.of.suppression, &is_new);
	load->has_suppressions = true;
	load->has_new_suppression |= is_new;
	return rc;
}

/* Ids of the suppressed in others' work; their texts are sweep.c's. */
static void
blank_id(struct load *load, int64_t *id)
{
	if (*id > 0 && store_is_suppressed(load->txn, *id, NULL))
		*id = ACCOUNT_ERASED;
}

static void
blank_ids(struct load *load, struct work *work)
{
	if (!load->has_suppressions)
		return;
	for (size_t i = 0; i < work->n_pulls; i++)
		blank_id(load, &work->pulls[i].merged_by);
	for (size_t i = 0; i < work->n_merges; i++)
		blank_id(load, &work->merges[i].author);
	for (size_t i = 0; i < work->n_reviews; i++)
		blank_id(load, &work->reviews[i].author);
}

/* ---- roles and small values ---- */

static void
keep_weights(struct load *load)
{
	struct weights *weights = arena_alloc(&load->roles, sizeof(*weights));

	weights_from(load->line.weights, weights);
	map_put_text(load->weights, load->line.name, weights);
}

static int
put_role(struct load *load, struct err_detail *detail)
{
	struct role_slot slot;
	int rc;

	if (load->line.name == NULL)
		return bad(detail, "role: expected a name");
	keep_weights(load);
	rc = store_role_make(load->txn, load->line.name, &slot);
	return rc == ERR_INVAL
	    ? bad(detail, "role.name: expected 1 to 200 bytes")
	    : rc;
}

static int
put_value(struct load *load, struct err_detail *detail)
{
	const struct line *line = &load->line;
	const char *old;
	int rc;

	if (line->name == NULL || strlen(line->name) > KEY_TEXT_MAX)
		return bad(detail, "value.name: expected 1 to 200 bytes");
	rc = store_meta_get(load->txn, line->name, &load->arena, &old);
	if (rc == 0)
		return str_equal(old, line->text) ? 0 : keep(load);
	if (rc != ERR_NOTFOUND && rc != ERR_CORRUPT)
		return rc;
	return store_meta_put(load->txn, line->name,
	    line->text != NULL ? line->text : "");
}

/* ---- names ---- */

/* Who the name leads to; 0: nobody. */
static int
name_owner(struct load *load, enum name_kind kind, const char *name,
    int64_t *ret_owner)
{
	int rc = ERR_NOTFOUND;

	*ret_owner = 0;
	if (name != NULL && name[0] != '\0')
		rc = store_name_find(load->txn, kind,
		    text_fold(&load->arena, name, strlen(name)), ret_owner);
	return none_if_absent(rc);
}

/* The record that was just put took the name over: not if it has it no more. */
static int
restore_name(struct load *load, enum name_kind kind, const char *name,
    int64_t id, int64_t owner)
{
	const char *folded;

	if (name == NULL || name[0] == '\0')
		return 0;
	folded = text_fold(&load->arena, name, strlen(name));
	return owner != 0 && owner != id
	    ? store_name_put(load->txn, kind, folded, owner)
	    : store_name_yield(load->txn, kind, folded, id);
}

/* ---- facts ---- */

static int
put_repository(struct load *load, struct err_detail *detail)
{
	const struct repository *new = &load->line.of.repository;
	struct repository old = { 0 };
	int64_t owner;
	int rc;

	if (new->id <= 0)
		return bad(detail, "repository.id: expected above 0");
	rc = none_if_absent(
	    store_repository_get(load->txn, new->id, &load->arena, &old));
	if (rc == 0 && old.fetched_at > new->fetched_at)
		return keep(load);
	if (rc == 0)
		rc = name_owner(load, NAME_REPOSITORY, new->full_name, &owner);
	if (rc == 0)
		rc = store_repository_put(load->txn, new);
	if (rc == 0 && load->line.is_name_taken)
		rc = restore_name(load, NAME_REPOSITORY, new->full_name,
		    new->id, owner);
	return rc;
}

/* Whether the one who has the login now was seen with it later. */
static int
is_outdated(struct load *load, int64_t owner, const struct person *person,
    bool *ret_is_outdated)
{
	struct person other = { 0 };
	int rc = 0;

	*ret_is_outdated = load->line.is_name_taken;
	if (owner != 0 && owner != person->id) {
		rc = none_if_absent(store_person_get_brief(load->txn, owner,
		    &load->arena, &other));
		*ret_is_outdated |= other.fetched_at > person->fetched_at;
	}
	return rc;
}

static int
write_person(struct load *load, const struct person *person)
{
	bool is_outdated_login;
	int64_t owner;
	int rc;

	rc = name_owner(load, NAME_LOGIN, person->login, &owner);
	if (rc == 0)
		rc = is_outdated(load, owner, person, &is_outdated_login);
	if (rc == 0)
		rc = store_person_put(load->txn, person);
	if (rc == 0 && is_outdated_login)
		rc = restore_name(load, NAME_LOGIN, person->login, person->id,
		    owner);
	return rc;
}

static int
put_person(struct load *load, struct err_detail *detail)
{
	struct person *new = &load->line.of.person;
	struct person old = { 0 };
	int64_t first_seen = new->first_seen;
	int rc;

	if (new->id <= 0)
		return bad(detail, "person.id: expected above 0");
	rc = none_if_absent(
	    store_person_get(load->txn, new->id, &load->arena, &old));
	if (rc == 0 && old.refusal != NULL && new->refusal == NULL)
		rc = ERR_BLOCKED;
	if (rc < 0)
		return rc;
	/* What was fetched later holds, but a refusal holds anyway. */
	if (old.id != 0 && old.fetched_at > new->fetched_at &&
	    (new->refusal == NULL || old.refusal != NULL)) {
		if (first_seen == 0 || first_seen >= old.first_seen)
			return keep(load);
		load->line.is_name_taken = false;
		old.first_seen = first_seen;
		*new = old;
	}
	rc = write_person(load, new);
	if (rc == 0 && old.id != 0 && first_seen != 0 && new->refusal == NULL)
		rc = store_score_touch(load->txn, new->id,
		    first_seen < old.first_seen || old.first_seen == 0
			? first_seen
			: old.first_seen);
	return rc;
}

static int
put_portfolio(struct load *load, struct err_detail *detail)
{
	const struct portfolio *new = &load->line.of.portfolio;
	struct portfolio old = { 0 };
	int rc = 0;

	if (load->line.person <= 0)
		return bad(detail, "portfolio.person: expected above 0");
	if (!load->is_fresh)
		rc = none_if_absent(store_portfolio_get(load->txn,
		    load->line.person, &load->arena, &old));
	if (rc == 0 && old.fetched_at > new->fetched_at)
		return keep(load);
	return rc < 0 ? rc
		      : store_portfolio_put(load->txn, load->line.person, new);
}

/* Items are united; of the same item the later record's holds. */
static int
put_work(struct load *load, struct err_detail *detail)
{
	struct work *new = &load->line.of.work;
	struct work old = { 0 };
	int64_t person = load->line.person;
	int rc = 0;

	if (person <= 0)
		return bad(detail, "work.person: expected above 0");
	if (new->repository <= 0)
		return bad(detail, "work.repository: expected above 0");
	if (!load->is_fresh)
		rc = none_if_absent(store_work_get(load->txn, person,
		    new->repository, &load->arena, &old));
	if (rc < 0)
		return rc;
	blank_ids(load, new);
	rc = store_work_merge(load->txn, person, new);
	if (rc == 0 && old.fetched_at > new->fetched_at)
		rc = store_work_merge(load->txn, person, &old);
	return rc;
}

/* ---- scores and the pipeline ---- */

static bool
is_real(double value, double most)
{
	return value >= 0 && value <= most; /* false for NaN */
}

static int
check_score(const struct line *line, struct score *ret_score,
    struct err_detail *detail)
{
	if (line->role == NULL || line->role[0] == '\0' ||
	    strlen(line->role) > KEY_TEXT_MAX)
		return bad(detail, "score.role: expected 1 to 200 bytes");
	if (score_row_to(&line->of.score, ret_score) < 0)
		return bad(detail,
		    "score: band, involvement or number of signals out of "
		    "range");
	if (ret_score->person <= 0)
		return bad(detail, "score.person: expected above 0");
	if (!is_real(ret_score->score, 100) || !is_real(ret_score->coverage, 1))
		return bad(detail, "score: score or coverage out of range");
	return 0;
}

/* Of a score whose line has none: those of the role's line.  Older dumps have
 * weights and points instead of shares. */
static void
add_weights(const struct load *load, struct score *score)
{
	const struct weights *dumped =
	    map_get_text(load->weights, load->line.role);
	struct weights own;

	score_guess_shares(score);
	score_weights(score, &own);
	for (size_t i = 0; i < FAMILY_COUNT; i++)
		if (own.of[i] != 0)
			return;
	for (size_t i = 0; dumped != NULL && i < FAMILY_COUNT; i++)
		score->signals[i].weight = (double)dumped->of[i] / WEIGHT_UNIT;
}

static int
put_score(struct load *load, struct err_detail *detail)
{
	const struct line *line = &load->line;
	struct role_slot slot;
	struct score new, old = { 0 };
	int rc;

	rc = check_score(line, &new, detail);
	if (rc < 0)
		return rc;
	add_weights(load, &new);
	if (!load->is_fresh) {
		rc = store_role_find(load->txn, line->role, &slot);
		if (rc == 0)
			rc = store_score_get_brief(load->txn, slot.slot,
			    new.person, &load->arena, &old);
		rc = none_if_absent(rc);
	}
	if (rc == 0 && old.scored_at > new.scored_at)
		return keep(load);
	if (rc == 0)
		rc = store_score_put_card(load->txn, line->role, &new,
		    &line->card);
	return rc == ERR_NOTFOUND ? bad(detail, "score: no such person") : rc;
}

static int64_t
later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static void
unite_tags(struct load *load, const struct lead *old, struct lead *new)
{
	const char **tags = arena_calloc(&load->arena,
	    old->n_tags + new->n_tags, sizeof(*tags));
	size_t n = 0;

	for (size_t i = 0; i < old->n_tags; i++)
		tags[n++] = old->tags[i];
	for (size_t i = 0; i < new->n_tags; i++) {
		size_t j = 0;

		while (j < n && !str_equal(tags[j], new->tags[i]))
			j++;
		if (j == n)
			tags[n++] = new->tags[i];
	}
	new->tags = tags;
	new->n_tags = n;
}

/* Both lists are by time, and so is what they become. */
static void
unite_notes(struct load *load, const struct lead *old, struct lead *new)
{
	struct note *notes = arena_calloc(&load->arena,
	    old->n_notes + new->n_notes, sizeof(*notes));
	size_t n = 0, i = 0, j = 0;

	while (i < old->n_notes || j < new->n_notes) {
		bool is_old = j == new->n_notes ||
		    (i < old->n_notes && old->notes[i].at <= new->notes[j].at);
		const struct note *note =
		    is_old ? &old->notes[i++] : &new->notes[j++];
		size_t k = 0;

		while (k < n &&
		    (notes[k].at != note->at ||
			!str_equal(notes[k].text, note->text)))
			k++;
		if (k == n)
			notes[n++] = *note;
	}
	new->notes = notes;
	new->n_notes = n;
}

/* The later status holds, but a decline is never taken back by a load. */
static void
unite_leads(struct load *load, const struct lead *old, struct lead *new)
{
	bool declined =
	    old->status == STATUS_DECLINED && new->status != STATUS_DECLINED;

	if (declined ||
	    (old->status_at > new->status_at &&new->status !=
		STATUS_DECLINED)) {
		new->status = old->status;
		new->status_at = old->status_at;
		new->status_reason = old->status_reason;
		if (old->owner != NULL)
			new->owner = old->owner;
	}
	if (new->owner == NULL)
		new->owner = old->owner;
	new->contacted_at = later(old->contacted_at, new->contacted_at);
	new->noticed_at = later(old->noticed_at, new->noticed_at);
	new->known_at = later(old->known_at, new->known_at);
	new->is_not_known = old->is_not_known || new->is_not_known;
	if (new->is_not_known)
		new->known_at = 0;
	new->applied_at = later(old->applied_at, new->applied_at);
	unite_tags(load, old, new);
	unite_notes(load, old, new);
}

static int
put_lead(struct load *load, struct err_detail *detail)
{
	struct lead *new = &load->line.of.lead, old = { 0 };
	const char *role = load->line.role != NULL ? load->line.role : "";
	int64_t person = load->line.person;
	uint16_t number = 0;
	int rc;

	if (person <= 0)
		return bad(detail, "lead.person: expected above 0");
	if (new->status < 0 || new->status >= STATUS_COUNT)
		return bad(detail, "lead.status: expected 0 to 8");
	if (strlen(role) > KEY_TEXT_MAX)
		return bad(detail, "lead.role: expected at most 200 bytes");
	rc = store_lead_admit(load->txn, person);
	if (rc == ERR_NOTFOUND)
		return bad(detail, "lead: no such person");
	if (rc == 0 && new->status == STATUS_DO_NOT_CONTACT)
		return store_forget(load->txn, person, true);
	if (rc == 0)
		rc = store_lead_role(load->txn, role, true, &number);
	if (rc == 0)
		rc = none_if_absent(store_lead_get_own(load->txn, number,
		    person, &load->arena, &old));
	if (rc < 0)
		return rc;
	if (!load->is_fresh)
		unite_leads(load, &old, new);
	return store_lead_put_own(load->txn, number, person, new);
}

/* ---- who is known, saved searches ---- */

static int
put_known(struct load *load, struct err_detail *detail)
{
	uint8_t hash[KEY_HASH_LEN];
	int64_t at = 0;
	int rc;

	if (!line_unhex(load->line.hash, KEY_HASH_LEN, hash))
		return bad(detail, "known.hash: expected 64 hex digits");
	rc = check_secret(load, detail);
	if (rc == 0)
		rc = meta_get_int(load->txn, META_KNOWN, load->line.hash, &at);
	return rc < 0 || at != 0 ? none_if_absent(rc)
				 : meta_put_int(load->txn, META_KNOWN,
				       load->line.hash, load->line.at);
}

/* The later look at each role holds. */
static void
unite_looks(struct load *load, const struct search *old, struct search *new)
{
	size_t n = new->n_looks;
	struct search_look *looks =
	    arena_calloc(&load->arena, n + old->n_looks, sizeof(*looks));

	if (n > 0)
		memcpy(looks, new->looks, n * sizeof(*looks));
	for (size_t i = 0; i < old->n_looks; i++) {
		size_t j = 0;

		while (j < n && !str_equal(looks[j].role, old->looks[i].role))
			j++;
		if (j == n)
			looks[n++] = old->looks[i];
		else if (old->looks[i].at > looks[j].at)
			looks[j] = old->looks[i];
	}
	new->looks = looks;
	new->n_looks = n;
}

/* Of two texts the one saved later; its looks are then its own. */
static int
put_search(struct load *load, struct err_detail *detail)
{
	struct search *new = &load->line.of.search, old = { 0 };
	int rc;

	if (new->name == NULL || !search_name_is(new->name))
		return bad(detail,
		    "search.name: expected at most 40 of a-z 0-9 . _ -");
	if (new->text == NULL)
		new->text = "";
	for (size_t i = 0; i < new->n_looks; i++)
		if (new->looks[i].role == NULL ||
		    strlen(new->looks[i].role) > KEY_TEXT_MAX)
			return bad(detail,
			    "search.looks.role: expected 1 to 200 bytes");
	rc = none_if_absent(
	    store_search_get(load->txn, new->name, &load->arena, &old));
	if (rc < 0)
		return rc;
	if (old.text != NULL && !str_equal(old.text, new->text) &&
	    old.made_at > new->made_at)
		return keep(load);
	if (str_equal(old.text, new->text)) {
		unite_looks(load, &old, new);
	} else if (old.text != NULL) {
		struct key prefix;
		int64_t n;

		key_listed_prefix(&prefix, new->name);
		rc = db_drop_prefix(load->txn, TABLE_META, &prefix, &n);
	}
	return rc < 0 ? rc : store_search_put_own(load->txn, new);
}

static int
put_listed(struct load *load, struct err_detail *detail)
{
	const struct line *line = &load->line;
	struct search search;
	uint16_t role = 0;
	int rc;

	if (line->person <= 0)
		return bad(detail, "listed.person: expected above 0");
	if (line->role == NULL || strlen(line->role) > KEY_TEXT_MAX)
		return bad(detail, "listed.role: expected 1 to 200 bytes");
	if (line->name == NULL ||
	    store_search_get(load->txn, line->name, &load->arena, &search) != 0)
		return bad(detail, "listed: no such search");
	rc = store_lead_admit(load->txn, line->person);
	if (rc == ERR_NOTFOUND)
		return bad(detail, "listed: no such person");
	if (rc == 0)
		rc = store_lead_role(load->txn, line->role, true, &role);
	return rc < 0
	    ? rc
	    : store_search_note(load->txn, line->name, role, line->person);
}

/* ---- tasks, validators, journal ---- */

/* Named after somebody who is kept out, or about their number. */
static bool
is_task_blocked(struct load *load, const struct task *task)
{
	bool is_repository =
	    task->name != NULL && strchr(task->name, '/') != NULL;

	return !is_repository &&
	    store_is_suppressed(load->txn, task->subject, task->name);
}

static int
put_task(struct load *load, struct err_detail *detail)
{
	const struct task *new = &load->line.of.task;
	struct task old = { 0 };
	int rc;

	if (new->stage < 1 || new->stage > STAGE_MAX)
		return bad(detail, "task.stage: out of range");
	if (new->share < 0 || new->share > SHARE_MAX)
		return bad(detail, "task.share: out of range");
	if (is_task_blocked(load, new))
		return ERR_BLOCKED;
	rc = none_if_absent(store_task_get(load->txn, new->stage, new->subject,
	    &load->arena, &old));
	if (rc == 0 &&
	    later(old.done_at, old.visited_at) >
		later(new->done_at, new->visited_at))
		return keep(load);
	return rc < 0 ? rc : store_task_put(load->txn, new);
}

/* The answer to "/users/LOGIN" says who that is. */
static bool
is_url_blocked(struct load *load, const char *url)
{
	const char *at = url;

	while (at != NULL && *at != '\0') {
		size_t len = strcspn(at, "/?");
		const char *part = arena_text(&load->arena, at, len);

		if (len > 0 && store_is_suppressed(load->txn, 0, part))
			return true;
		at += len;
		at += *at != '\0';
	}
	return false;
}

static int
put_validator(struct load *load, struct err_detail *detail)
{
	const struct line *line = &load->line;
	const struct validator *new = &line->of.validator;
	uint8_t hash[KEY_HASH_LEN] = { 0 };
	struct validator old = { 0 };
	struct key key;
	size_t len;
	int rc;

	len = line->url != NULL ? strlen(line->url) : 0;
	if (len == 0 || len > KEY_URL_MAX)
		return bad(detail, "validator.url: expected 1 to 400 bytes");
	if (line->hash != NULL &&
	    (len != KEY_URL_MAX || !line_unhex(line->hash, KEY_HASH_LEN, hash)))
		return bad(detail,
		    "validator.hash: expected 64 hex digits, behind 400 bytes "
		    "of url");
	if (load->has_suppressions && is_url_blocked(load, line->url))
		return ERR_BLOCKED;
	key_validator(&key, line->url, hash);
	if (line->hash != NULL && key.len == KEY_URL_MAX) {
		memcpy(key.bytes + key.len, hash, KEY_HASH_LEN);
		key.len += KEY_HASH_LEN;
	}
	rc = none_if_absent(value_get(load->txn, TABLE_VALIDATOR, &key,
	    &validator_record, &load->arena, &old));
	if (rc == 0 && old.checked_at > new->checked_at)
		return keep(load);
	return rc < 0 ? rc
		      : value_put(load->txn, TABLE_VALIDATOR, &key,
			    &validator_record, new);
}

/* Behind what is there, unless it is there; so numbers have no gaps. */
static int
put_journal(struct load *load, struct err_detail *detail)
{
	const struct journal_entry *new = &load->line.of.journal;
	struct journal_entry old = { 0 };
	int64_t sequence = load->line.sequence;
	int rc;

	if (sequence <= 0)
		return bad(detail, "journal.sequence: expected above 0");
	rc = none_if_absent(
	    store_journal_next(load->txn, sequence - 1, &load->arena, &old));
	if (rc < 0)
		return rc;
	if (old.sequence == sequence &&
	    old.at == new->at &&str_equal(old.action, new->action) &&
	    str_equal(old.person, new->person) &&
	    str_equal(old.detail, new->detail) &&
	    str_equal(old.file, new->file) && str_equal(old.held, new->held))
		return 0;
	return store_journal_append(load->txn, new);
}

/* ---- the table ---- */

int
load_put(struct load *load, enum line_kind kind, struct err_detail *detail)
{
	static int (*const puts[LINE_KINDS])(struct load *,
	    struct err_detail *) = {
		[LINE_HEADER] = put_header,
		[LINE_SUPPRESSED] = put_suppressed,
		[LINE_ROLE] = put_role,
		[LINE_VALUE] = put_value,
		[LINE_REPOSITORY] = put_repository,
		[LINE_PERSON] = put_person,
		[LINE_PORTFOLIO] = put_portfolio,
		[LINE_WORK] = put_work,
		[LINE_SCORE] = put_score,
		[LINE_LEAD] = put_lead,
		[LINE_KNOWN] = put_known,
		[LINE_SEARCH] = put_search,
		[LINE_LISTED] = put_listed,
		[LINE_TASK] = put_task,
		[LINE_VALIDATOR] = put_validator,
		[LINE_JOURNAL] = put_journal,
		[LINE_END] = put_end,
	};

	load->was_kept = false;
	return puts[kind](load, detail);
}
