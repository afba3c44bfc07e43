#!/bin/sh
# The main job for a first look (`make run`): crawl, the ranked table, the best
# lead's page, what to try next. With GITHUB_TOKEN on api.github.com and the
# user's own store; without it on the bundled simulator, whose people are
# invented, and a throw-away store.
set -eu
cd "$(dirname "$0")/.."
muster=./muster
role=${ROLE:-data-intensive}
say() { printf '\n\033[1m%s\033[0m\n' "$*"; }
[ -t 1 ] || say() { printf '\n%s\n' "$*"; }

if [ -n "${GITHUB_TOKEN:-}" ]; then
	say "Crawling api.github.com for the role $role (at most 300 points of your 10,000 an hour)"
	$muster crawl --role "$role" --budget 300 --max-people 150
	prefix="$muster"
else
	store=$PWD/build/sample
	rm -rf "$store"
	mkdir -p build
	pipe=build/sample.ready
	rm -f $pipe
	mkfifo $pipe
	seeds=twmb/franz-go=Go,nats-io/nats-server=Go,jackc/pgx=Go,redis/rueidis=Go
	seeds=$seeds,sqlc-dev/sqlc=Go,etcd-io/bbolt=Go,dgraph-io/badger=Go
	seeds=$seeds,quickwit-oss/tantivy=Rust,psycopg/psycopg=Python
	seeds=$seeds,valkey-io/valkey=C,debezium/debezium=Java
	seeds=$seeds,ClickHouse/clickhouse-go=Go
	node tests/github/server.js --port 0 --generate 7:400 --hostile 0 \
		--seed-names "$seeds" --token sample >$pipe &
	simulator=$!
	trap 'kill $simulator 2>/dev/null || :; rm -f $pipe' EXIT
	read -r _ url <$pipe
	say "No GITHUB_TOKEN: crawling the bundled GitHub simulator (all people are invented)"
	export GITHUB_TOKEN=sample
	$muster --store "$store" crawl --role "$role" --api-url "$url"
	prefix="$muster --store build/sample"
	muster="$muster --store $store"
fi

say "The ranked leads: $prefix leads --role $role"
$muster leads --role "$role" --limit 15
best=$($muster --quiet leads --role "$role" --limit 1 --json |
	sed -n 's/.*"login":"\([^"]*\)".*/\1/p')
if [ -n "$best" ]; then
	say "Why the first one is there: $prefix show $best --role $role"
	$muster show "$best" --role "$role"
fi
say "Try next"
cat <<END
  $prefix leads --role $role lang:go loc:europe score:40..
  $prefix leads --role $role involvement:maintainer --limit 50
  $prefix export --role $role band:A..C -o leads.csv
  $prefix mark ${best:-LOGIN} shortlisted --role $role
  ./muster role list
  ./muster --help
END
if [ -z "${GITHUB_TOKEN##sample}" ]; then
	cat <<'END'
For real people: make a token (README.md, "Your token"), then
  export GITHUB_TOKEN=...    and    make run
END
fi
