#!/bin/sh
# Line coverage of the given suites, run with the cov variant's binary.
set -eu
cd "$(dirname "$0")/.."
command -v lcov >/dev/null || { echo "coverage: needs the package lcov" >&2; exit 1; }
find build/cov -name '*.gcda' -delete
MUSTER=$PWD/build/cov/muster TEST_OUT=build/cov/test tests/run.sh "$@"
lcov --quiet --capture --directory build/cov --base-directory . --no-external \
	--output-file build/cov/all.info
lcov --quiet --remove build/cov/all.info '*/tests/*' --output-file build/cov/muster.info
genhtml --quiet --output-directory build/cov/html build/cov/muster.info
lcov --summary build/cov/muster.info
