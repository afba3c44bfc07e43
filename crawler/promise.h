#ifndef CRAWLER_PROMISE_H
#define CRAWLER_PROMISE_H

#include <stdint.h>

#include "signals/fact.h"

enum {
	PROMISE_MAX = 400
};

/*
 * How much a visit to somebody promises, 0..PROMISE_MAX, from what is known of
 * their work in one repository.  A cheap guess that only orders visits; it is
 * no part of any score.  Rounded to tens, so that the frontier has few
 * distinct priorities.
 */
int64_t promise_of(const struct work *work);

#endif
