#!/bin/bash
# Random queries against brute force under the address and undefined behaviour
# sanitizers: many small stores and some larger ones, by seeds from $QUERY_SEED
# (2) on; then over more people than one chunk of the term index holds.
cd "$(dirname "$0")/../.." || exit 1
test=tests/unit/test_query_random seed=${QUERY_SEED:-2}
make -s VARIANT=asan "build/asan/$test" && make -s "build/release/$test" || exit 1
for people in 15 60 60 150 600 1500; do
	seed=$((seed + 1))
	echo "# $people people, seed $seed"
	QUERY_SEED=$seed QUERY_PEOPLE=$people QUERY_STORES=$((1 + 1200 / people)) QUERY_ROUNDS=6 "build/asan/$test" || exit 1
done
QUERY_STORES=100 QUERY_SEED=$seed "build/release/$test" || exit 1
QUERY_PEOPLE=${QUERY_PEOPLE:-20000} QUERY_STORES=1 QUERY_ROUNDS=5 \
	QUERY_ASKED=${QUERY_ASKED:-60} QUERY_SEED=$((seed + 1)) exec "build/release/$test"
