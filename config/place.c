#include "config/place.h"

#include <string.h>

#include "base/array.h"
#include "base/mem.h"
#include "base/str.h"
#include "config/field.h"
#include "config/fold.h"
#include "config/nearest.h"
#include "config/place_internal.h"
#include "config/yaml.h"

enum {
	NAME_BYTES = 128,
	CODE_LETTERS = 3,
	ALIASES = 64
};

/* What reading the file has at hand. */
struct reading {
	const struct yaml_tree *tree;
	struct places *places;
};

struct sections {
	const struct yaml_node *remote;
	const struct yaml_node *fillers;
	const struct yaml_node *ordinary;
	const struct yaml_node *groups;
	const struct yaml_node *world;
};

static const struct field section_fields[] = {
	FIELD_ONE(FIELD_NODE, sections, remote),
	FIELD_ONE(FIELD_NODE, sections, fillers),
	FIELD_ONE(FIELD_NODE, sections, ordinary),
	FIELD_ONE(FIELD_NODE, sections, groups),
	FIELD_ONE(FIELD_NODE, sections, world),
};

/* Bytes of an apostrophe in one of its spellings, 0 if it is none. */
static size_t
apostrophe(const char *text)
{
	if (*text == '\'' || *text == '`')
		return 1;
	if (strncmp(text, "\xE2\x80", 2) == 0 &&
	    (text[2] == '\x98' || text[2] == '\x99'))
		return 3; /* U+2018, U+2019 */
	return strncmp(text, "\xCA\xBC", 2) == 0 ? 2 : 0; /* U+02BC */
}

char *
place_normalise(struct arena *arena, const char *text, size_t len)
{
	char *key = fold_name(arena, text, len);
	char *to = key;

	for (const char *from = key; *from != '\0';) {
		char c = *from;
		size_t skip;

		if (str_is_alnum(c)) {
			*to++ = *from++;
			continue;
		}
		skip = c == '.' ? 1 : apostrophe(from);
		from += skip > 0 ? skip : 1;
		if (skip > 0)
			continue;
		if (c != ' ' && c != '-' && c != '(' && c != ')')
			*to++ = c;
		else if (to > key && to[-1] != ' ')
			*to++ = ' ';
	}
	if (to > key && to[-1] == ' ')
		to--;
	*to = '\0';
	return key;
}

/* Whether one more than `n` is beyond what an array that doubles has. */
static bool
is_full(size_t n)
{
	return (n & (n - 1)) == 0;
}

/* Lives until the next one is made. */
static struct place_key *
key_of(struct places *places, const char *key)
{
	size_t len = strlen(key), n = places->n_keys;
	int64_t index = names_find(&places->names, key, len);

	if (index >= 0)
		return &places->own_keys[index];
	if (is_full(n))
		places->own_keys = mem_resize(places->own_keys,
		    n == 0 ? 1 : n * 2, sizeof(*places->own_keys));
	places->keys = places->own_keys;
	places->own_keys[n] = (struct place_key){ 0 };
	/* What is nothing when it is normalised can't be looked up. */
	if (len > 0)
		names_add(&places->names, key, len, (uint32_t)n);
	places->n_keys++;
	return &places->own_keys[n];
}

static void
add_reading(struct places *places, const char *key, const struct place *place,
    unsigned flags)
{
	uint32_t *at = &key_of(places, key)->readings;
	uint32_t index = (uint32_t)(place - places->items);
	size_t n = places->n_readings;

	for (; *at != 0; at = &places->own_readings[*at - 1].next)
		if (places->own_readings[*at - 1].place == index)
			return;
	*at = (uint32_t)++places->n_readings;
	if (is_full(n))
		places->own_readings = mem_resize(places->own_readings,
		    n == 0 ? 1 : n * 2, sizeof(*places->own_readings));
	places->readings = places->own_readings;
	places->own_readings[n] = (struct place_reading){ index, flags, 0 };
}

/* Two or three capitals, dots aside: "DE", "U.S.A.". */
static bool
is_code(const char *text, size_t len)
{
	size_t letters = 0;

	for (size_t i = 0; i < len; i++) {
		if (text[i] == '.')
			continue;
		if (text[i] < 'A' || text[i] > 'Z')
			return false;
		letters++;
	}
	return letters >= 2 && letters <= CODE_LETTERS;
}

static void
add_alias(struct places *places, const struct place *place, const char *text,
    size_t len)
{
	unsigned flags = 0;

	text = str_trim(text, len, &len);
	if (len > 0 && text[0] == '~') {
		flags |= PLACE_WEAK;
		text++;
		len--;
	}
	if (is_code(text, len))
		flags |= PLACE_CODE;
	if (len > 0)
		add_reading(places, place_normalise(&places->arena, text, len),
		    place, flags);
}

/* "1000 Vienna = Wien, Vienne" */
static int
read_place(struct reading *reading, const struct yaml_node *node,
    int64_t parent, struct place **ret_place)
{
	struct places *places = reading->places;
	size_t digits = strspn(node->text, "0123456789");
	const char *text = node->text + digits, *equals = strchr(text, '=');
	size_t len = equals == NULL ? strlen(text) : (size_t)(equals - text);
	char number[8] = "";
	struct place *place;
	int64_t id;

	if (digits < sizeof(number))
		memcpy(number, node->text, digits);
	text = str_trim(text, len, &len);
	if (str_to_int(number, 1, PLACE_IDS - 1, &id) != 0 || len == 0)
		return yaml_node_error(reading->tree, node, NULL,
		    "\"NUMBER NAME = ALIAS, ...\" with a number below %d",
		    PLACE_IDS);
	if (places_get(places, id) != NULL)
		return yaml_node_fault(reading->tree, node, NULL,
		    "number %d is also that of %s", (int)id,
		    places_get(places, id)->name);
	place = &places->items[places->n++];
	place->id = id;
	place->name = arena_text(&places->arena, text, len);
	place->key = place_normalise(&places->arena, text, len);
	place->parent = parent;
	place_enter(places, place);
	add_reading(places, place->key, place, 0);
	while (equals != NULL) {
		const char *from = equals + 1;

		equals = strchr(from, ',');
		add_alias(places, place, from,
		    equals == NULL ? strlen(from) : (size_t)(equals - from));
	}
	*ret_place = place;
	return 0;
}

static int /* NOLINTNEXTLINE(misc-no-recursion): YAML_DEPTH levels */
read_places(struct reading *reading, const struct yaml_node *list,
    int64_t parent)
{
	int rc = 0;

	if (list->kind != YAML_LIST)
		return yaml_node_error(reading->tree, list, NULL,
		    "a list of places");
	for (size_t i = 0; rc == 0 && i < list->n; i++) {
		const struct yaml_node *item = list->items[i];
		bool has_more = item->kind == YAML_TABLE && item->n == 1;
		struct place *place = NULL;

		if (item->kind != YAML_TEXT && !has_more)
			return yaml_node_error(reading->tree, item, NULL,
			    "a place, or a place with a list below it");
		rc = read_place(reading, has_more ? item->pairs[0].key : item,
		    parent, &place);
		if (rc == 0 && has_more)
			rc = read_places(reading, item->pairs[0].value,
			    place->id);
	}
	return rc;
}

/* Texts and keys in the list: an upper bound of how many places there are. */
static size_t /* NOLINTNEXTLINE(misc-no-recursion): YAML_DEPTH levels */
count_places(const struct yaml_node *list)
{
	size_t n;

	if (list == NULL)
		return 0;
	n = list->n;
	for (size_t i = 0; i < list->n; i++)
		if (list->kind == YAML_LIST)
			n += count_places(list->items[i]);
		else if (list->kind == YAML_TABLE)
			n += count_places(list->pairs[i].value);
	return n;
}

static int
read_members(struct reading *reading, const struct yaml_node *list,
    struct place *place, struct place_group *group)
{
	struct places *places = reading->places;
	const char **names = NULL;
	int64_t *members, common = 0;
	int rc;

	rc = field_texts(reading->tree, list, place->name, &places->arena,
	    &names, &group->n_members);
	if (rc != 0)
		return rc;
	members =
	    arena_calloc(&places->arena, group->n_members, sizeof(*members));
	for (size_t i = 0; i < group->n_members; i++) {
		const struct place *member = places_find(places, names[i]);

		if (member == NULL)
			return yaml_node_error(reading->tree,
			    yaml_node_item(list, i), place->name,
			    "a place of this file");
		members[i] = member->id;
		common = i == 0 ? member->id
				: place_common(places, common, member->id);
	}
	group->id = place->id;
	group->members = members;
	place->parent = common;
	return 0;
}

/* Read after the tree, whose places they name. */
static int
read_groups(struct reading *reading, const struct yaml_node *list)
{
	struct places *places = reading->places;
	int rc = 0;

	if (list == NULL)
		return 0;
	if (list->kind != YAML_LIST)
		return yaml_node_error(reading->tree, list, "groups",
		    "a list of groups");
	places->groups =
	    arena_calloc(&places->arena, list->n, sizeof(*places->groups));
	for (size_t i = 0; rc == 0 && i < list->n; i++) {
		const struct yaml_node *item = list->items[i];
		struct place *place;

		if (item->kind != YAML_TABLE || item->n != 1)
			return yaml_node_error(reading->tree, item, "groups",
			    "\"NUMBER NAME: [MEMBER, ...]\"");
		rc = read_place(reading, item->pairs[0].key, PLACE_WORLD,
		    &place);
		if (rc == 0)
			rc = read_members(reading, item->pairs[0].value, place,
			    &places->groups[i]);
		if (rc == 0)
			places->has_children[place->id] = true;
		places->n_groups = i + 1;
	}
	return rc;
}

static void
mark(struct places *places, const char *text, size_t len, unsigned flag)
{
	key_of(places, place_normalise(&places->arena, text, len))->flags |=
	    flag;
}

/* A list, or a text of single words, which loads faster. */
static int
read_words(struct reading *reading, const struct yaml_node *words,
    const char *name, unsigned flag)
{
	size_t len;

	if (words == NULL)
		return 0;
	if (words->kind == YAML_TABLE)
		return yaml_node_error(reading->tree, words, name, "words");
	if (words->kind == YAML_TEXT)
		for (const char *at = words->text; *at != '\0'; at += len) {
			len = strcspn(at, " \n");
			if (len > 0)
				mark(reading->places, at, len, flag);
			else
				len = 1;
		}
	for (size_t i = 0; i < words->n; i++) {
		const struct yaml_node *item = words->items[i];

		if (item->kind != YAML_TEXT)
			return yaml_node_error(reading->tree, item, name,
			    "a word");
		mark(reading->places, item->text, strlen(item->text), flag);
	}
	return 0;
}

static int
read_sections(struct reading *reading, const struct sections *sections)
{
	struct places *places = reading->places;
	struct place *root;
	int rc;

	places->items = arena_calloc(&places->arena,
	    1 + count_places(sections->groups) + count_places(sections->world),
	    sizeof(struct place));
	root = &places->items[places->n++];
	*root = (struct place){ PLACE_WORLD, "World", "world", 0 };
	place_enter(places, root);
	add_reading(places, root->key, root, 0);
	rc = read_places(reading, sections->world, PLACE_WORLD);
	if (rc == 0)
		rc = read_groups(reading, sections->groups);
	if (rc == 0)
		rc = read_words(reading, sections->remote, "remote",
		    PLACE_REMOTE);
	if (rc == 0)
		rc = read_words(reading, sections->fillers, "fillers",
		    PLACE_FILLER);
	if (rc == 0)
		rc = read_words(reading, sections->ordinary, "ordinary",
		    PLACE_ORDINARY);
	return rc;
}

static int
read_tree(const struct yaml_tree *tree, struct places *places)
{
	const struct field_table table = { NULL, section_fields,
		COUNT(section_fields) };
	struct reading reading = { tree, places };
	struct sections sections = { 0 };
	int rc = 0;

	if (tree->root != NULL)
		rc = field_fill(tree, tree->root, &table, &places->arena,
		    &sections);
	if (rc == 0 && sections.world == NULL)
		rc = err_set(tree->detail, ERR_INVAL,
		    "%s:1: no \"world:\" with the tree of places", tree->file);
	return rc == 0 ? read_sections(&reading, &sections) : rc;
}

struct places *
places_new(void)
{
	struct places *places = mem_calloc(1, sizeof(*places));

	places->by_id =
	    arena_calloc(&places->arena, PLACE_IDS, sizeof(uint16_t));
	places->has_children =
	    arena_calloc(&places->arena, PLACE_IDS, sizeof(bool));
	return places;
}

void
place_enter(struct places *places, const struct place *place)
{
	places->by_id[place->id] = (uint16_t)(place - places->items + 1);
	places->has_children[place->parent] = true;
}

int
places_read(const char *path, struct places **ret_places,
    struct err_detail *detail)
{
	struct yaml_tree tree;
	struct places *places;
	int rc = yaml_tree_read(path, &tree, detail);

	if (rc != 0)
		return rc;
	places = places_new();
	rc = read_tree(&tree, places);
	yaml_tree_done(&tree);
	if (rc != 0)
		places_free(places);
	else
		*ret_places = places;
	return rc;
}

void
places_free(struct places *places)
{
	if (places == NULL)
		return;
	names_done(&places->names);
	mem_free(places->own_keys);
	mem_free(places->own_readings);
	arena_done(&places->arena);
	mem_free(places);
}

/* A name before a code, and either before what needs company. */
static const struct place *
plainest(const struct places *places, const struct place_key *key)
{
	static const unsigned orders[] = { 0, PLACE_CODE, PLACE_WEAK,
		PLACE_CODE | PLACE_WEAK };

	for (size_t i = 0; i < COUNT(orders); i++)
		for (const struct place_reading *at =
			 place_reading_get(places, key->readings);
		     at != NULL; at = place_reading_get(places, at->next))
			if (at->flags == orders[i])
				return &places->items[at->place];
	return NULL;
}

const struct place_key *
place_key_find(const struct places *places, const char *key, size_t len)
{
	int64_t index = names_find(&places->names, key, len);

	return index < 0 ? NULL : &places->keys[index];
}

const struct place_reading *
place_reading_get(const struct places *places, uint32_t number)
{
	return number == 0 ? NULL : &places->readings[number - 1];
}

const struct place *
places_find(const struct places *places, const char *name)
{
	struct arena scratch = { 0 };
	size_t len = strnlen(name, NAME_BYTES);
	const char *normal = place_normalise(&scratch, name, len);
	const struct place_key *key =
	    place_key_find(places, normal, strlen(normal));

	arena_done(&scratch);
	return key == NULL ? NULL : plainest(places, key);
}

const struct place *
places_get(const struct places *places, int64_t id)
{
	if (id <= 0 || id >= PLACE_IDS || places->by_id[id] == 0)
		return NULL;
	return &places->items[places->by_id[id] - 1];
}

const char *
places_nearest(const struct places *places, const char *name)
{
	struct nearest nearest;

	nearest_init(&nearest, name);
	for (size_t i = 0; i < places->n; i++)
		nearest_offer(&nearest, places->items[i].key,
		    places->items[i].name);
	return nearest_get(&nearest);
}

static bool
is_below(const struct places *places, int64_t id, int64_t ancestor)
{
	const struct place *place = places_get(places, id);

	while (place != NULL && place->id != ancestor)
		place = places_get(places, place->parent);
	return place != NULL;
}

bool
places_within(const struct places *places, int64_t id, int64_t ancestor)
{
	if (is_below(places, id, ancestor))
		return true;
	for (size_t i = 0; i < places->n_groups; i++) {
		const struct place_group *group = &places->groups[i];

		for (size_t j = 0;
		     group->id == ancestor && j < group->n_members; j++)
			if (is_below(places, id, group->members[j]))
				return true;
	}
	return false;
}

static void
mark_place(const struct places *places, int64_t id, uint8_t *marks)
{
	if (places_get(places, id) != NULL)
		marks[id] = 1;
}

/* Of a group its members too. */
static void
mark_roots(const struct places *places, int64_t ancestor, uint8_t *marks)
{
	mark_place(places, ancestor, marks);
	for (size_t i = 0; i < places->n_groups; i++) {
		const struct place_group *group = &places->groups[i];

		for (size_t j = 0;
		     group->id == ancestor && j < group->n_members; j++)
			mark_place(places, group->members[j], marks);
	}
}

size_t
places_below(const struct places *places, int64_t ancestor, int64_t *ids)
{
	uint8_t marks[PLACE_IDS] = { 0 }; /* by id */
	const uint8_t *at = marks;
	size_t n = 0;

	if (places_get(places, ancestor) == NULL)
		return 0;
	mark_roots(places, ancestor, marks);
	/* Parents come before those that lie in them; the world's is 0. */
	for (size_t i = 0; i < places->n; i++) {
		const struct place *place = &places->items[i];

		marks[place->id] |= marks[place->parent];
	}
	while ((at = memchr(at, 1, (size_t)(marks + PLACE_IDS - at))) != NULL)
		ids[n++] = at++ - marks;
	return n;
}

int64_t
place_common(const struct places *places, int64_t a, int64_t b)
{
	const struct place *place = places_get(places, a);

	while (place != NULL && !places_within(places, b, place->id))
		place = places_get(places, place->parent);
	return place == NULL ? PLACE_WORLD : place->id;
}

int
place_depth(const struct places *places, int64_t id)
{
	const struct place *place = places_get(places, id);
	int depth = 0;

	for (; place != NULL && place->parent != 0; depth++)
		place = places_get(places, place->parent);
	return depth;
}
