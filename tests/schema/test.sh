#!/bin/bash
# Every GraphQL query that can be sent, against GitHub's published schema.
cd "$(dirname "$0")/../.." || exit 1
queries=${SCHEMA_QUERIES:-build/release/tests/schema/queries}
"$queries" | node tests/schema/check.mjs
[ "${PIPESTATUS[0]}" -eq 0 ] || echo "not ok - $queries failed"
