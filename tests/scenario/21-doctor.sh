#!/bin/bash
# What doctor says of token, limits and clock, and its exit status.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"
virtual_clock 2027-01-15T01:00:00Z
start_simulator --generate 3:14:1:12

# doctor WHAT STATUS REGEX: its status, and a line it prints.
doctor() {
	run doctor --api-url "$url"
	check "$1: status $2" [ "$status" -eq "$2" ]
	check "$1: said" grep -qE -- "$3" "$dir/out"
	tell reset '{}' >/dev/null
}
fault() { tell faults "[{$1, \"path\": \"rate_limit\"}]" >/dev/null; }

doctor "a good token" 0 '^ok +token +accepted, without scopes'
doctor "its end" 0 '^ok +token +expires 2027-03-16, in (59|60) days'
doctor "its points" 0 '^ok +limits +[0-9]+ of 5000 REST and [0-9]+ of 5000 GraphQL points left'
doctor "the clock" 0 "^ok +clock +agrees with GitHub's"

tell tokens '{"scopes": "repo, user"}' >/dev/null
doctor "a token with scopes" 0 '^warn +token +has scopes it does not need \(repo, user\)'
tell tokens '{"scopes": ""}' >/dev/null

fault '"kind": "headers", "headers": {"github-authentication-token-expiration": "2027-01-20 10:00:00 UTC"}'
doctor "a token that ends soon" 0 '^warn +token +expires 2027-01-20, in 4 days'
fault '"kind": "headers", "headers": {"github-authentication-token-expiration": ""}'
doctor "a token without end" 0 '^warn +token +never expires'

tell limits '{"graphql": {"limit": 5000, "remaining": 10}}' >/dev/null
doctor "few points left" 0 '^warn +limits .* 10 of 5000 GraphQL points left until 20'

fault '"kind": "headers", "headers": {"date": "Fri, 15 Jan 2027 03:00:00 GMT"}'
doctor "a wrong clock" 0 "^warn +clock +7[0-9]{3} s behind GitHub's"

fault '"kind": "status", "status": 401, "json": {"message": "Bad credentials"}'
doctor "a refused token" 4 '^fail +token +GitHub refuses the token: Bad credentials'
fault '"kind": "server-error"'
doctor "GitHub in trouble" 1 '^fail +GitHub +GitHub: server error'
fault '"kind": "status", "status": 404, "json": {"message": "Rate limiting is not enabled."}'
doctor "a server without limits" 0 '^ok +limits +this server has none'
fault '"kind": "reset", "times": 3'
doctor "nobody there" 0 "^warn +GitHub +can't be reached"
GITHUB_TOKEN='' doctor "no token" 1 '^fail +token +none'
check "the token is never printed" sh -c "! grep -q test-token '$dir/out' '$dir/err'"
