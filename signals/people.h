#ifndef SIGNALS_PEOPLE_H
#define SIGNALS_PEOPLE_H

#include "signals/fact.h"
#include "signals/rubric.h"

/*
 * Who must not be listed.  Both return the reason in words (in the arena), or
 * NULL.  people_refusal: the profile asks not to be recruited, or speaks of a
 * minor; the text is the sentence found.  people_bot: an automated account, by
 * type, name, and behaviour, at high precision; looks at all facts.
 */
const char *people_refusal(const struct rules *rules,
    const struct person *person, struct arena *arena);
const char *people_bot(const struct rules *rules, const struct facts *facts,
    struct arena *arena);

/* By login and type alone, before anything is fetched. */
bool
people_bot_name(const struct rules *rules, const char *login, const char *type);

/* "@grafana @cncf" -> "grafana; cncf"; freelance, student, "-" -> NULL.  It
 * lives as long as the arena and what was given. */
const char *people_company(struct arena *arena, const char *company);

/*
 * First and last name of a free-form name; *ret_guessed when not certain.
 * Never invents: a NULL or one-word name gives NULLs where unknown.
 */
void people_split_name(struct arena *arena, const char *name,
    const char **ret_first, const char **ret_last, bool *ret_guessed);

/* "linkedin", "website", "social" or "none": the best way listed. */
const char *people_contact(const struct person *person);

#endif
