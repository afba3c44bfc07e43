#ifndef SIGNALS_TRACING_H
#define SIGNALS_TRACING_H

/* How often each skill and domain was met in which kind of place, and which
 * piece of work shows it best. */
#include "signals/scoring.h"

/* The set of texts counted so far; room for n_texts of them. */
struct copies *tracing_copies(struct arena *arena, size_t n_texts);

/* Notes the skills that the person's own login names. */
void tracing_login(struct scoring *scoring, const char *login);

/* The work that the next text belongs to; NULL and 0 when not to be cited. */
void tracing_cite(struct scoring *scoring, const char *title,
    const struct work *work, int64_t number, int64_t date);

/* What was met in the text counts `share` at `place`, the offset of a figure
 * in struct trace. */
void tracing_found(struct scoring *scoring, const struct gist *gist,
    size_t place, double share);

/* A text of one's own about work: `share` by its age, less what a near-copy of
 * it counted. */
void tracing_text(struct scoring *scoring, const struct work *work,
    enum gist_kind kind, const struct gist *gist, double share, double quality);

/* One that stands for a repository or for the person, without what the login
 * names: "go get github.com/jenkins-smith/x" is no work on Jenkins. */
void
tracing_whole(struct scoring *scoring, const struct gist *gist, size_t place);

/* The skill that a language's or topic's name is, met now; NULL: none. */
struct trace *
tracing_of(struct scoring *scoring, const struct map *map, const char *name);

/* n pieces of work in a repository: its main language counts in full, another
 * one above a tenth of its bytes and its topics by half. */
void tracing_walked(struct scoring *scoring, const struct work *work, double n);

/* Whether the role asks for something that the text names. */
bool tracing_fits_role(const struct scoring *scoring, const struct gist *gist);

/* At the end: figures that are capped together join the others. */
void tracing_sum_up(struct scoring *scoring);

#endif
