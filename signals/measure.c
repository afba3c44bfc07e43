#include "signals/measure.h"

#include <string.h>

#include "base/str.h"
#include "signals/commits.h"
#include "signals/counts.h"
#include "signals/people.h"
#include "signals/readme.h"
#include "signals/review.h"
#include "signals/rules.h"
#include "signals/tests_ci.h"

static const char *const names[MEASURE_COUNT] = {
	[MEASURE_COMMIT] = "commit",
	[MEASURE_REVIEW] = "review",
	[MEASURE_README] = "readme",
	[MEASURE_TREE] = "tree",
	[MEASURE_BOT] = "bot",
	[MEASURE_STARS] = "stars",
	[MEASURE_STANDING] = "standing",
	[MEASURE_CONTACT] = "contact",
};

const char *
measure_name(enum measure_kind kind)
{
	return names[kind];
}

bool
measure_parse(const char *name, enum measure_kind *ret_kind)
{
	for (int i = 0; i < MEASURE_COUNT; i++)
		if (str_equal(names[i], name)) {
			*ret_kind = (enum measure_kind)i;
			return true;
		}
	return false;
}

static void
add_part(struct measure_output *out, const char *name, double value)
{
	out->parts[out->n_parts].name = name;
	out->parts[out->n_parts++].value = value;
}

static void
add_reason(struct measure_output *out, const char *reason)
{
	if (reason != NULL && out->n_reasons < MEASURE_REASONS)
		out->reasons[out->n_reasons++] = reason;
}

static const char unknown_language[] =
    "in a language the rules don't know: not judged in a score";

/* The features of a text that a reader would name first. */
static void
tell_features(const struct prose *prose, struct arena *arena,
    struct measure_output *out)
{
	add_reason(out,
	    arena_format(arena, "%zu word%s", prose->n_words,
		prose->n_words == 1 ? "" : "s"));
	if (prose->feature[PROSE_LINKS] > 0)
		add_reason(out, "links to a source");
	if (prose->feature[PROSE_SUGGESTION] > 0 ||
	    prose->feature[PROSE_FENCE] > 0)
		add_reason(out, "shows code");
	else if (prose->feature[PROSE_IDENTIFIERS] > 0 ||
	    prose->feature[PROSE_CODE] > 0)
		add_reason(out, "names code");
}

static void
measure_commit(const struct rules *rules, const struct measure_input *input,
    struct arena *arena, struct measure_output *out)
{
	struct commit_quality quality;
	struct prose prose;

	if (input->text == NULL)
		return;
	prose_read(rules->words, rules->lists[LIST_COMMON], input->text,
	    strlen(input->text), &prose, NULL, NULL);
	commits_read(rules, &prose, &quality);
	out->value = quality.quality;
	out->is_unknown = quality.is_unknown;
	add_part(out, "why", quality.why);
	add_part(out, "what", quality.what);
	tell_features(&prose, arena, out);
	add_reason(out,
	    quality.why >= 0.5 ? "gives a reason" : "gives no reason");
	if (quality.is_trivial)
		add_reason(out, "a trivial change");
	if (quality.is_unknown)
		add_reason(out, unknown_language);
}

static void
measure_review(const struct rules *rules, const struct measure_input *input,
    struct arena *arena, struct measure_output *out)
{
	struct review_quality quality;
	struct prose prose;

	if (input->text == NULL)
		return;
	prose_read(rules->words, rules->lists[LIST_COMMON], input->text,
	    strlen(input->text), &prose, NULL, NULL);
	review_read(rules, &prose, &quality);
	out->value = quality.quality;
	out->is_unknown = quality.is_unknown;
	add_part(out, "informative", quality.informative);
	add_part(out, "useful", quality.useful);
	add_part(out, "toxic", quality.toxic);
	tell_features(&prose, arena, out);
	add_part(out, "generated", quality.generated);
	if (quality.generated >= 0.5)
		add_reason(out,
		    "earns nothing: in the form of a generated "
		    "review");
	if (quality.toxic >= 0.5)
		add_reason(out, "earns nothing for its tone");
	if (quality.is_unknown)
		add_reason(out, unknown_language);
}

static void
measure_readme(const struct rules *rules, const struct measure_input *input,
    struct arena *arena, struct measure_output *out)
{
	struct readme_reading reading;

	if (input->text == NULL)
		return;
	readme_read(rules, input->text, strlen(input->text), arena, &reading);
	out->value = reading.value;
	for (int c = 0; c < README_CLASS_COUNT; c++)
		add_part(out, readme_class_name((enum readme_class)c),
		    reading.has[c]);
	out->sections =
	    arena_calloc(arena, reading.n_sections + 1, sizeof(*out->sections));
	out->n_sections = reading.n_sections;
	for (size_t i = 0; i < reading.n_sections; i++) {
		struct measure_section *section = &out->sections[i];

		section->heading = reading.sections[i].heading;
		for (int c = 0; c < README_CLASS_COUNT; c++) {
			const char *name =
			    readme_class_name((enum readme_class)c);

			if (reading.sections[i].is[c])
				section->classes[section->n_classes++] = name;
			section->parts[section->n_parts++] =
			    (struct measure_part){ name,
				    reading.sections[i].value[c] };
		}
	}
	add_reason(out,
	    arena_format(arena, "%zu words, %zu blocks of code", reading.words,
		reading.code));
	if (reading.is_plain)
		add_reason(out, "too tangled for a full reading: read by line");
}

static void
measure_tree(const struct rules *rules, const struct measure_input *input,
    struct arena *arena, struct measure_output *out)
{
	struct tree_habit habit;

	tests_ci_read(rules, input->paths, input->n_paths, 0, &habit);
	out->value = habit.value;
	add_part(out, "tests", habit.has_tests);
	add_part(out, "ci", habit.has_ci);
	add_part(out, "coverage", habit.has_coverage);
	if (habit.has_tests)
		add_reason(out,
		    arena_format(arena, "tests: %s", habit.tests_path));
	if (habit.has_ci)
		add_reason(out, arena_format(arena, "CI: %s", habit.ci_path));
	if (habit.has_coverage)
		add_reason(out,
		    arena_format(arena, "coverage: %s", habit.coverage_path));
}

static void
measure_counts(const struct rules *rules, const struct measure_input *input,
    enum rules_model model, double *ret_features, struct measure_output *out)
{
	struct counts counts = { .login = input->login,
		.name = input->name,
		.type = input->type,
		.bio = input->bio };

	for (size_t i = 0; i < input->n_numbers; i++) {
		int which = counts_find(input->numbers[i].name);

		if (which >= 0)
			counts.number[which] = input->numbers[i].value;
	}
	counts_features(rules, &counts, ret_features);
	out->value = model_value(&rules->models[model], ret_features);
}

static void
measure_bot(const struct rules *rules, const struct measure_input *input,
    struct measure_output *out)
{
	double features[COUNTS_ALL];

	measure_counts(rules, input, MODEL_BOT, features, out);
	if (people_bot_name(rules, NULL, input->type)) {
		out->value = 1;
		add_reason(out, "an account of that type is no person's");
	}
	if (features[COUNTS_NAMED_BOT] > 0)
		add_reason(out, "the login has the form of a bot's");
	else if (features[COUNTS_LIKE_BOT] > 0)
		add_reason(out, "login or name holds a word of automation");
	if (features[COUNTS_TEXT_BOT] > 0)
		add_reason(out, "name or bio says that it is automated");
}

static void
measure_contact(const struct rules *rules, const struct measure_input *input,
    struct arena *arena, struct measure_output *out)
{
	struct person person = { .bio = input->bio != NULL ? input->bio
							   : input->text };
	const char *refusal = people_refusal(rules, &person, arena);

	out->value = refusal != NULL;
	add_reason(out, refusal);
}

void
measure_run(const struct rules *rules, const struct measure_input *input,
    struct arena *arena, struct measure_output *ret_output)
{
	struct measure_output out = { 0 };
	double features[COUNTS_ALL];

	switch (input->kind) {
	case MEASURE_COMMIT:
		measure_commit(rules, input, arena, &out);
		break;
	case MEASURE_REVIEW:
		measure_review(rules, input, arena, &out);
		break;
	case MEASURE_README:
		measure_readme(rules, input, arena, &out);
		break;
	case MEASURE_TREE:
		measure_tree(rules, input, arena, &out);
		break;
	case MEASURE_BOT:
		measure_bot(rules, input, &out);
		break;
	case MEASURE_STARS:
		measure_counts(rules, input, MODEL_STARS, features, &out);
		break;
	case MEASURE_STANDING:
		measure_counts(rules, input, MODEL_STANDING, features, &out);
		break;
	case MEASURE_CONTACT:
		measure_contact(rules, input, arena, &out);
		break;
	case MEASURE_COUNT:
		break;
	}
	*ret_output = out;
}
