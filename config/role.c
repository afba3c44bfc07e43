#include "config/role.h"

#include <math.h>
#include <string.h>

#include "base/array.h"
#include "base/str.h"
#include "config/cron.h"
#include "config/digest.h"
#include "config/field.h"
#include "config/name.h"
#include "config/nearest.h"
#include "config/need.h"
#include "config/skill.h"
#include "config/stack.h"
#include "config/yaml.h"

enum {
	HORIZON_MAX_MONTHS = 600,
	HORIZON_DEFAULT_MONTHS = 36,
	HALF_LIFE_DEFAULT_MONTHS = 18,
	SEARCH_BYTES = 256
};

#define WEIGHTS_SUM       100.0
#define WEIGHTS_TOLERANCE 0.01

static const char *const names[FAMILY_COUNT] = {
	[FAMILY_MERGED_WORK] = "merged_work",
	[FAMILY_REVIEW] = "review",
	[FAMILY_COMMITS] = "commits",
	[FAMILY_OWN_PROJECTS] = "own_projects",
	[FAMILY_TESTS_CI] = "tests_ci",
	[FAMILY_README] = "readme",
	[FAMILY_STACK_FIT] = "stack_fit",
	[FAMILY_DOMAIN_DEPTH] = "domain_depth",
	[FAMILY_STANDING] = "standing",
};

static const char *const titles[FAMILY_COUNT] = {
	[FAMILY_MERGED_WORK] = "Merged work",
	[FAMILY_REVIEW] = "Review",
	[FAMILY_COMMITS] = "Commit messages",
	[FAMILY_OWN_PROJECTS] = "Own projects",
	[FAMILY_TESTS_CI] = "Tests and CI",
	[FAMILY_README] = "README",
	[FAMILY_STACK_FIT] = "Stack fit",
	[FAMILY_DOMAIN_DEPTH] = "Domain depth",
	[FAMILY_STANDING] = "Standing",
};

const char *
family_name(enum family family)
{
	return family < FAMILY_COUNT ? names[family] : "unknown";
}

const char *
family_title(enum family family)
{
	return family < FAMILY_COUNT ? titles[family] : "Unknown";
}

bool
family_parse(const char *name, enum family *ret_family)
{
	for (unsigned i = 0; i < FAMILY_COUNT; i++)
		if (str_equal(names[i], name)) {
			*ret_family = (enum family)i;
			return true;
		}
	return false;
}

/* The keys of a role file; what is no plain text is read afterwards. */
struct raw {
	const char *title;
	const char *summary;
	const struct yaml_node *must;
	const struct yaml_node *nice;
	const struct yaml_node *not_wanted;
	const struct yaml_node *domains;
	const struct yaml_node *seeds;
	const char **where;
	size_t n_where;
	const struct yaml_node *people;
	const struct yaml_node *schedule;
	const struct yaml_node *horizon;
	const struct yaml_node *half_life;
	const struct yaml_node *weights;
	const struct yaml_node *job;
};

static const struct field role_fields[] = {
	FIELD_ONE(FIELD_TEXT, raw, title),
	FIELD_ONE(FIELD_TEXT, raw, summary),
	FIELD_ONE(FIELD_NODE, raw, must),
	FIELD_ONE(FIELD_NODE, raw, nice),
	{ "not", FIELD_NODE, offsetof(struct raw, not_wanted), 0 },
	FIELD_ONE(FIELD_NODE, raw, domains),
	FIELD_ONE(FIELD_NODE, raw, seeds),
	FIELD_MANY(raw, where, n_where),
	FIELD_ONE(FIELD_NODE, raw, people),
	FIELD_ONE(FIELD_NODE, raw, schedule),
	FIELD_ONE(FIELD_NODE, raw, horizon),
	FIELD_ONE(FIELD_NODE, raw, half_life),
	FIELD_ONE(FIELD_NODE, raw, weights),
	FIELD_ONE(FIELD_NODE, raw, job),
};

static const struct field job_fields[] = {
	FIELD_ONE(FIELD_TEXT, job, title),
	FIELD_ONE(FIELD_TEXT, job, url),
	FIELD_ONE(FIELD_TEXT, job, pay),
	FIELD_ONE(FIELD_TEXT, job, place),
	FIELD_ONE(FIELD_TEXT, job, sender),
};

#define FIELD_TABLE(inside, fields)           \
	{                                     \
		inside, fields, COUNT(fields) \
	}

/* What the readers below share. */
struct reading {
	const struct yaml_tree *tree;
	const struct catalogue *catalogue;
	struct arena *arena;
	struct role *role;
};

static int
read_domains(const struct reading *reading, const struct yaml_node *node)
{
	struct role *role = reading->role;
	int rc;

	if (node == NULL)
		return 0;
	rc = field_texts(reading->tree, node, "domains", reading->arena,
	    &role->domains, &role->n_domains);
	for (size_t i = 0; rc == 0 && i < role->n_domains; i++) {
		const struct domain *domain =
		    catalogue_domain(reading->catalogue, role->domains[i]);
		const char *near;

		if (domain != NULL) {
			role->domains[i] = domain->id;
			continue;
		}
		near = catalogue_domain_nearest(reading->catalogue,
		    role->domains[i]);
		rc = yaml_node_error(reading->tree, yaml_node_item(node, i),
		    "domains", "a domain of stacks/domains.yaml%s%s%s",
		    near == NULL ? "" : ", did you mean \"",
		    near == NULL ? "" : near, near == NULL ? "" : "\"?");
	}
	return rc;
}

static int
read_seeds(const struct reading *reading, const struct yaml_node *node)
{
	struct role *role = reading->role;
	int rc;

	if (node == NULL)
		return 0;
	rc = field_texts(reading->tree, node, "seeds", reading->arena,
	    &role->seeds, &role->n_seeds);
	for (size_t i = 0; rc == 0 && i < role->n_seeds; i++)
		if (!name_is_repository(role->seeds[i]))
			rc = yaml_node_error(reading->tree,
			    yaml_node_item(node, i), "seeds",
			    "owner/repository, such as \"nats-io/nats.go\"");
	return rc;
}

static int
read_people(const struct reading *reading, const struct yaml_node *node)
{
	struct role *role = reading->role;
	int rc;

	if (node == NULL)
		return 0;
	rc = field_texts(reading->tree, node, "people", reading->arena,
	    &role->people, &role->n_people);
	for (size_t i = 0; rc == 0 && i < role->n_people; i++)
		if (strlen(role->people[i]) > SEARCH_BYTES)
			rc = yaml_node_error(reading->tree,
			    yaml_node_item(node, i), "people",
			    "a user search of at most %d bytes", SEARCH_BYTES);
	return rc;
}

static int
read_schedule(const struct reading *reading, const struct yaml_node *node)
{
	struct err_detail why = { 0 };
	struct cron cron;
	int rc;

	if (node == NULL)
		return 0;
	rc = field_text(reading->tree, node, "schedule", reading->arena,
	    &reading->role->schedule);
	if (rc == 0 && cron_parse(reading->role->schedule, &cron, &why) != 0)
		rc = yaml_node_fault(reading->tree, node, "schedule", "%s",
		    why.text);
	return rc;
}

/* "36", "36mo", "36 months", "3y", "3 years". */
static int
read_months(const struct reading *reading, const struct yaml_node *node,
    const char *key, int64_t min, int64_t *ret_months)
{
	static const struct {
		const char *name;
		int64_t months;
	} units[] = { { "", 1 }, { "mo", 1 }, { "month", 1 }, { "months", 1 },
		{ "y", 12 }, { "year", 12 }, { "years", 12 } };
	char digits[8] = "";
	const char *unit;
	size_t n = 0, len;
	int64_t value;

	if (node == NULL)
		return 0;
	if (node->kind == YAML_TEXT) {
		while (n + 1 < sizeof(digits) && str_is_digit(node->text[n])) {
			digits[n] = node->text[n];
			n++;
		}
		digits[n] = '\0';
		unit = str_trim(node->text + n, strlen(node->text + n), &len);
		for (size_t i = 0; i < COUNT(units); i++) {
			if (!str_equal(units[i].name, unit) ||
			    str_to_int(digits, 0, INT32_MAX, &value) != 0)
				continue;
			value *= units[i].months;
			if (value < min || value > HORIZON_MAX_MONTHS)
				break;
			*ret_months = value;
			return 0;
		}
	}
	return yaml_node_error(reading->tree, node, key,
	    "%d to %d months, such as 36, \"36mo\" or \"3y\"", (int)min,
	    HORIZON_MAX_MONTHS);
}

static int
read_weight(const struct reading *reading, const struct yaml_pair *pair)
{
	enum family family;
	double weight;

	if (!family_parse(pair->key->text, &family)) {
		struct nearest nearest;

		nearest_init(&nearest, pair->key->text);
		for (unsigned i = 0; i < FAMILY_COUNT; i++)
			nearest_offer(&nearest, names[i], names[i]);
		return yaml_node_unknown(reading->tree, pair->key, "weights",
		    nearest_get(&nearest));
	}
	if (pair->value->kind != YAML_TEXT ||
	    str_to_real(pair->value->text, &weight) != 0 || weight < 0 ||
	    weight > WEIGHTS_SUM)
		return yaml_node_error(reading->tree, pair->value,
		    arena_format(reading->arena, "weights.%s", names[family]),
		    "a number from 0 to 100");
	reading->role->weights[family] = weight;
	return 0;
}

static int
read_weights(const struct reading *reading, const struct yaml_node *node)
{
	const struct yaml_node *at = node;
	double sum = 0;
	int rc = 0;

	if (node == NULL)
		return yaml_node_fault(reading->tree, reading->tree->root,
		    "weights",
		    "missing, expected numbers by signal that add up to 100, "
		    "such as {merged_work: 60, review: 40}");
	if (node->kind != YAML_TABLE)
		return yaml_node_error(reading->tree, node, "weights",
		    "numbers by signal that add up to 100");
	for (size_t i = 0; rc == 0 && i < node->n; i++)
		rc = read_weight(reading, &node->pairs[i]);
	if (rc != 0)
		return rc;
	for (unsigned i = 0; i < FAMILY_COUNT; i++)
		sum += reading->role->weights[i];
	/* The block's first line is its first weight; point at its head. */
	for (size_t i = 0; i < reading->tree->root->n; i++)
		if (reading->tree->root->pairs[i].value == node)
			at = reading->tree->root->pairs[i].key;
	if (fabs(sum - WEIGHTS_SUM) > WEIGHTS_TOLERANCE)
		return yaml_node_fault(reading->tree, at, "weights",
		    "add up to %g, expected 100", sum);
	return 0;
}

static int
read_job(const struct reading *reading, const struct yaml_node *node)
{
	const struct field_table table = FIELD_TABLE("job", job_fields);
	struct job *job = &reading->role->job;
	int rc;

	if (node == NULL)
		return 0;
	rc = field_fill(reading->tree, node, &table, reading->arena, job);
	if (rc == 0 && job->url != NULL && !str_starts(job->url, "https://") &&
	    !str_starts(job->url, "http://"))
		rc = yaml_node_error(reading->tree, yaml_node_get(node, "url"),
		    "job.url", "an address that begins with https://");
	return rc;
}

static int
read_parts(const struct reading *reading, const struct raw *raw)
{
	struct role *role = reading->role;
	int rc;

	role->horizon_months = HORIZON_DEFAULT_MONTHS;
	role->half_life_months = HALF_LIFE_DEFAULT_MONTHS;
	rc = need_read_all(reading->tree, reading->catalogue, reading->arena,
	    role);
	if (rc == 0)
		rc = read_domains(reading, raw->domains);
	if (rc == 0)
		rc = read_seeds(reading, raw->seeds);
	if (rc == 0)
		rc = read_people(reading, raw->people);
	if (rc == 0)
		rc = read_schedule(reading, raw->schedule);
	if (rc == 0)
		rc = read_months(reading, raw->horizon, "horizon", 1,
		    &role->horizon_months);
	if (rc == 0)
		rc = read_months(reading, raw->half_life, "half_life", 0,
		    &role->half_life_months);
	if (rc == 0)
		rc = read_weights(reading, raw->weights);
	if (rc == 0)
		rc = read_job(reading, raw->job);
	return rc;
}

/* What a need's skills mean belongs to the role: other words for Kafka give
 * other scores. */
static void
digest_needs(uint64_t *digest, const struct catalogue *catalogue,
    const struct need *needs, size_t n)
{
	digest_int(digest, (int64_t)n);
	for (size_t i = 0; i < n; i++) {
		digest_int(digest, (int64_t)needs[i].n_any);
		for (size_t j = 0; j < needs[i].n_any; j++)
			skill_digest(digest,
			    catalogue_find(catalogue, needs[i].any[j]));
	}
}

static void
set_hash(struct role *role, const struct catalogue *catalogue)
{
	uint64_t digest = DIGEST_START;

	digest_needs(&digest, catalogue, role->must, role->n_must);
	digest_needs(&digest, catalogue, role->nice, role->n_nice);
	digest_needs(&digest, catalogue, role->not_wanted, role->n_not_wanted);
	digest_int(&digest, (int64_t)role->n_domains);
	for (size_t i = 0; i < role->n_domains; i++)
		domain_digest(&digest,
		    catalogue_domain(catalogue, role->domains[i]));
	digest_set(&digest, role->seeds, role->n_seeds);
	digest_int(&digest, role->horizon_months);
	digest_int(&digest, role->half_life_months);
	digest_format(digest, role->facts_hash);
	for (unsigned i = 0; i < FAMILY_COUNT; i++)
		digest_int(&digest, (int64_t)(role->weights[i] * 1000 + 0.5));
	digest_format(digest, role->hash);
}

static int
set_name(struct role *role, const char *path, struct arena *arena,
    struct err_detail *detail)
{
	const char *slash = strrchr(path, '/');
	const char *base = slash == NULL ? path : slash + 1;
	size_t len = strlen(base);

	if (str_ends(base, ".yaml"))
		len -= strlen(".yaml");
	role->path = arena_strdup(arena, path);
	role->name = arena_text(arena, base, len);
	if (!name_is_role(role->name))
		return err_set(detail, ERR_INVAL,
		    "%s: a role's file name is its name: lower-case letters, "
		    "digits and . _ -, at most 64",
		    path);
	return 0;
}

static int
read_tree(const struct yaml_tree *tree, const struct catalogue *catalogue,
    struct arena *arena, struct role *role)
{
	const struct field_table table = FIELD_TABLE(NULL, role_fields);
	const struct reading reading = { tree, catalogue, arena, role };
	struct raw raw = { 0 };
	int rc;

	if (tree->root == NULL)
		return err_set(tree->detail, ERR_INVAL,
		    "%s:1: an empty file, expected a role with weights:",
		    tree->file);
	rc = field_fill(tree, tree->root, &table, arena, &raw);
	if (rc != 0)
		return rc;
	role->title = raw.title != NULL ? raw.title : role->name;
	role->summary = raw.summary;
	role->where = raw.where;
	role->n_where = raw.n_where;
	if (raw.n_where > 0)
		role->where_line =
		    (int64_t)yaml_node_get(tree->root, "where")->line;
	rc = read_parts(&reading, &raw);
	if (rc == 0)
		set_hash(role, catalogue);
	return rc;
}

int
role_read(const char *path, const struct catalogue *catalogue,
    struct arena *arena, struct role *ret_role, struct err_detail *detail)
{
	struct role role = { 0 };
	struct yaml_tree tree;
	int rc;

	rc = set_name(&role, path, arena, detail);
	if (rc == 0)
		rc = yaml_tree_read(path, &tree, detail);
	if (rc != 0)
		return rc;
	rc = read_tree(&tree, catalogue, arena, &role);
	yaml_tree_done(&tree);
	if (rc == 0)
		*ret_role = role;
	return rc;
}
