#!/bin/sh
# The simulator's own tests.
cd "$(dirname "$0")" || exit 1
exec node --test --test-reporter=tap test/*.test.js
