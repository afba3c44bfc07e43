/* Lines of a dump that are the operator's: pipeline, who is known, searches. */
#include <string.h>

#include "base/str.h"
#include "store/lmdb.h"
#include "store/load/load.h"
#include "store/meta.h"
#include "store/pipeline/lead.h"
#include "store/pipeline/search.h"

/* ---- the pipeline ---- */

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
	new->contacted_at = load_later(old->contacted_at, new->contacted_at);
	new->noticed_at = load_later(old->noticed_at, new->noticed_at);
	new->known_at = load_later(old->known_at, new->known_at);
	new->is_not_known = old->is_not_known || new->is_not_known;
	if (new->is_not_known)
		new->known_at = 0;
	new->applied_at = load_later(old->applied_at, new->applied_at);
	unite_tags(load, old, new);
	unite_notes(load, old, new);
}

int
load_lead(struct load *load, struct err_detail *detail)
{
	struct lead *new = &load->line.of.lead, old = { 0 };
	const char *role = load->line.role != NULL ? load->line.role : "";
	int64_t person = load->line.person;
	uint16_t number = 0;
	int rc;

	if (person <= 0)
		return load_bad(detail, "lead.person: expected above 0");
	if (new->status < 0 || new->status >= STATUS_COUNT)
		return load_bad(detail, "lead.status: expected 0 to 8");
	if (strlen(role) > KEY_TEXT_MAX)
		return load_bad(detail,
		    "lead.role: expected at most 200 bytes");
	rc = store_lead_admit(load->txn, person);
	if (rc == ERR_NOTFOUND)
		return load_bad(detail, "lead: no such person");
	if (rc == 0 && new->status == STATUS_DO_NOT_CONTACT)
		return store_forget(load->txn, person, true);
	if (rc == 0)
		rc = store_lead_role(load->txn, role, true, &number);
	if (rc == 0)
		rc = load_none_if_absent(store_lead_get_own(load->txn, number,
		    person, &load->arena, &old));
	if (rc < 0)
		return rc;
	/* Also into an empty store: marks need not wait for a load's end. */
	unite_leads(load, &old, new);
	return store_lead_put_own(load->txn, number, person, new);
}

/* ---- who is known, saved searches ---- */

int
load_known(struct load *load, struct err_detail *detail)
{
	uint8_t hash[KEY_HASH_LEN];
	int64_t at = 0;
	int rc;

	if (!line_unhex(load->line.hash, KEY_HASH_LEN, hash))
		return load_bad(detail, "known.hash: expected 64 hex digits");
	rc = load_check_secret(load, detail);
	if (rc == 0)
		rc = meta_get_int(load->txn, META_KNOWN, load->line.hash, &at);
	return rc < 0 || at != 0 ? load_none_if_absent(rc)
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
int
load_search(struct load *load, struct err_detail *detail)
{
	struct search *new = &load->line.of.search, old = { 0 };
	int rc;

	if (new->name == NULL || !search_name_is(new->name))
		return load_bad(detail,
		    "search.name: expected at most 40 of a-z 0-9 . _ -");
	if (new->text == NULL)
		new->text = "";
	for (size_t i = 0; i < new->n_looks; i++)
		if (new->looks[i].role == NULL ||
		    strlen(new->looks[i].role) > KEY_TEXT_MAX)
			return load_bad(detail,
			    "search.looks.role: expected 1 to 200 bytes");
	rc = load_none_if_absent(
	    store_search_get(load->txn, new->name, &load->arena, &old));
	if (rc < 0)
		return rc;
	if (old.text != NULL && !str_equal(old.text, new->text) &&
	    old.made_at > new->made_at)
		return load_keep(load);
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

int
load_listed(struct load *load, struct err_detail *detail)
{
	const struct line *line = &load->line;
	struct search search;
	uint16_t role = 0;
	int rc;

	if (line->person <= 0)
		return load_bad(detail, "listed.person: expected above 0");
	if (line->role == NULL || strlen(line->role) > KEY_TEXT_MAX)
		return load_bad(detail, "listed.role: expected 1 to 200 bytes");
	if (line->name == NULL ||
	    store_search_get(load->txn, line->name, &load->arena, &search) != 0)
		return load_bad(detail, "listed: no such search");
	rc = store_lead_admit(load->txn, line->person);
	if (rc == ERR_NOTFOUND)
		return load_bad(detail, "listed: no such person");
	if (rc == 0)
		rc = store_lead_role(load->txn, line->role, true, &role);
	return rc < 0
	    ? rc
	    : store_search_note(load->txn, line->name, role, line->person);
}
