#ifndef SIGNALS_JD_RUN_H
#define SIGNALS_JD_RUN_H

#include "signals/jd_internal.h"

/*
 * The skills of one sentence: which stand for each other ("Kafka or NATS"), and
 * the clause that each is in.  Shared by jd_link.c, which fills it in,
 * jd_judge.c, which tells what is said of each, and jd_need.c.
 */
enum {
	JD_RUN_MAX = 64, /* more in a sentence are a run of their own */
	JD_NEAR_BYTES = 40 /* "no" and "one of" reach this far */
};

/* How two neighbours hang together. */
enum jd_link {
	JD_LINK_NONE,
	JD_LINK_COMMA,
	JD_LINK_AND,
	JD_LINK_SLASH,
	JD_LINK_OR,
	JD_LINK_EXAMPLE /* "a broker such as Kafka", "a broker (Kafka" */
};

/* The hits of one sentence. */
struct jd_run {
	struct jd_doc *doc;
	const struct jd_sentence *sentence;
	const struct jd_hit *hits;
	size_t n;
	size_t set[JD_RUN_MAX]; /* which alternatives each belongs to */
	enum jd_link link[JD_RUN_MAX]; /* to the one before */
	bool open[JD_RUN_MAX]; /* "or similar" follows */
	size_t clause_start[JD_RUN_MAX];
	size_t clause_end[JD_RUN_MAX];
};

/* Fills in all but the hits; the cues of the sentence were scanned. */
void jd_run_link(struct jd_run *run);

/* What the i-th hit is: a kind of thing, or a skill. */
bool jd_run_is_group(const struct jd_run *run, size_t i);
const struct jd_group *jd_run_group(const struct jd_run *run, size_t i);
const struct skill *jd_run_skill(const struct jd_run *run, size_t i);

/* What is said of the i-th hit. */
struct jd_judgement {
	enum jd_verdict verdict;
	int strength; /* orders needs when there are too many */
	const char *reason; /* in the document's arena */
	bool unneeded; /* in so many words */
};

struct jd_judgement jd_run_judge(const struct jd_run *run, size_t i);

/* "above all", "expert in": worth more than others. */
bool jd_run_is_stressed(const struct jd_run *run, size_t i);

/* "We are looking for a senior Go engineer who ..." */
bool jd_run_is_titled(const struct jd_run *run, size_t i);

bool jd_names_hold(const struct jd_names *names, const char *id);

/* Whether a word is one of some, whatever its capitals. */
bool
jd_is_one(const char *word, size_t len, const char *const *words, size_t n);

#endif
