#!/bin/bash
# The output does not depend on the locale's decimal comma or Turkish dotless i.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"

start_simulator --generate 13:60:2
run crawl --role data-intensive --api-url "$url" --log err
exits "the crawl ends with status 0" 0
mkdir "$dir/locales"
for locale in de_DE tr_TR; do
	localedef -i $locale -f UTF-8 "$dir/locales/$locale.UTF-8" >/dev/null 2>&1
done
for locale in de_DE tr_TR; do
	for what in 'leads --all' 'leads --json --all' 'export --format csv --all' 'role show data-intensive'; do
		# shellcheck disable=SC2086 # several words
		LC_ALL=C.UTF-8 "$MUSTER" $what --role data-intensive >"$dir/c" 2>&1
		# shellcheck disable=SC2086
		LOCPATH=$dir/locales LC_ALL=$locale.UTF-8 "$MUSTER" $what --role data-intensive >"$dir/local" 2>&1
		check "$what is the same under $locale" cmp "$dir/c" "$dir/local"
	done
	LOCPATH=$dir/locales LC_ALL=$locale.UTF-8 MUSTER_STORE=$dir/store.$locale \
		"$MUSTER" crawl --role data-intensive --api-url "$url" --log err >/dev/null 2>&1
	MUSTER_STORE=$dir/store.$locale "$MUSTER" leads --role data-intensive --json --all --limit 1000 |
		sed -E 's/"(first_seen|fetched_at|notice_due)":"[^"]*"//g' >"$dir/local"
	"$MUSTER" leads --role data-intensive --json --all --limit 1000 |
		sed -E 's/"(first_seen|fetched_at|notice_due)":"[^"]*"//g' >"$dir/c"
	check "a crawl under $locale gives the same leads" cmp "$dir/c" "$dir/local"
done
