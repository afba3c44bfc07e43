#!/bin/sh
# One test program under valgrind: leaks and wild accesses fail it.
MUSTER_TEST_FEW=yes MUSTER_TEST_PEOPLE=2 QUERY_STORES=2 CMOCKA_TEST_ABORT='' exec valgrind --quiet --error-exitcode=99 --leak-check=full \
	--errors-for-leak-kinds=definite,indirect \
	--suppressions="$(dirname "$0")/valgrind.supp" "$@"
