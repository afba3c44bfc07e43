#!/bin/bash
# Random queries against brute force over more people than one chunk of the
# term index holds, and over many small stores.
cd "$(dirname "$0")/../.." || exit 1
test=build/release/tests/unit/test_query_random
make -s "$test" || exit 1
QUERY_STORES=100 QUERY_SEED=2 "$test" || exit 1
QUERY_PEOPLE=${QUERY_PEOPLE:-20000} QUERY_STORES=1 QUERY_ROUNDS=5 \
	QUERY_ASKED=${QUERY_ASKED:-60} QUERY_SEED=3 exec "$test"
