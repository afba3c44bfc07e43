#ifndef SIGNALS_COUNTS_H
#define SIGNALS_COUNTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rules;

/* Numbers that GitHub shows of an account or a repository. */
#define COUNTS_NUMBERS(X)                   \
	X(REPOSITORIES, "public_repos")     \
	X(GISTS, "public_gists")            \
	X(FOLLOWERS, "followers")           \
	X(FOLLOWING, "following")           \
	X(ISSUES, "issues")                 \
	X(PULLS, "prs")                     \
	X(TOUCHED, "repos_touched")         \
	X(COMMITS, "commits")               \
	X(DAYS, "active_days")              \
	X(STARS, "stars")                   \
	X(FORKS, "forks")                   \
	X(ISSUE_COMMENTS, "issue_comments") \
	X(PUSHES, "pushes")                 \
	X(RELEASES, "releases")

enum counts_number {
#define X(name, text) COUNTS_##name,
	COUNTS_NUMBERS(X)
#undef X
	COUNTS_COUNT
};

/*
 * Features over them: each number as ln(1 + n) under its own name, then those
 * that are made of several, or of names and texts.
 */
#define COUNTS_FEATURES(X)                                                    \
	X(NAMED_BOT, "named_bot") /* the login has the form of a bot's */     \
	X(BOT_ENDING, "bot_ending") /* "...bot", no name of two words */      \
	X(LIKE_BOT, "like_bot") /* a word of automation in login or name */   \
	X(TEXT_BOT, "text_bot") /* bio or name says it is automated */        \
	X(EXCESS, "excess") /* ln of issues, pulls, repositories over 2000 */ \
	X(IDLE, "idle") /* ln of 50 over commits and pulls, when fewer */     \
	X(FEW_DAYS, "few_days") /* ln of 60 over active days, when fewer */   \
	X(NO_OWN, "no_own") /* 1: no public repository */                     \
	X(ONLY_ISSUES, "only_issues") /* 1: writes issues, never code */      \
	X(NO_NAME, "no_name") /* 1: no name given */                          \
	X(NO_BIO, "no_bio")                                                   \
	X(PACE, "pace") /* ln(1 + commits and pulls a day active) */          \
	X(ALONE, "alone") /* 1: neither followers nor following */            \
	X(ENGAGEMENT, "engagement") /* ln(1 + issues, comments, pulls) */     \
	X(PER_STAR, "per_star") /* ln of engagement per star */               \
	X(FORKS_PER_STAR, "forks_per_star")                                   \
	X(FORKS_ODD, "forks_odd") /* distance of that from its usual value */ \
	X(PUSHES_PER_STAR, "pushes_per_star")

enum counts_feature {
	COUNTS_LAST_NUMBER = COUNTS_COUNT - 1,
#define X(name, text) COUNTS_##name,
	COUNTS_FEATURES(X)
#undef X
	COUNTS_ALL
};

/* The name of a number or feature. */
const char *counts_name(size_t feature);

/* By the names of the data, the aliases pr_num, repo_num, ... too; -1. */
int counts_find(const char *name);

struct counts {
	const char *login;
	const char *name;
	const char *type;
	const char *bio;
	double number[COUNTS_COUNT]; /* negative: unknown, taken as 0 */
};

void counts_features(const struct rules *rules, const struct counts *counts,
    double ret_features[static COUNTS_ALL]);

#endif
