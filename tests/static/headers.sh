#!/bin/bash
# Every header compiles by itself and is guarded by FOLDER_FILE_H.
cd "$(dirname "$0")/../.." || exit 1
flags=$(pkg-config --cflags libcurl jansson libpcre2-8 lmdb yaml-0.1 libcmark-gfm)
for header in {base,config,signals,store,crawler,outreach,web,cli}/*.h store/*/*.h; do
	[ -e "$header" ] || continue
	guard=$(tr 'a-z/.' 'A-Z__' <<<"$header")
	# shellcheck disable=SC2086 # a list of flags
	if ! grep -q "^#ifndef $guard\$" "$header"; then
		echo "not ok - $header: guard is not $guard"
	elif ! said=$(${CC:-cc} -std=c11 -D_GNU_SOURCE -I. $flags -Wall -Wextra -Werror \
		-fsyntax-only -include "$header" -x c - </dev/null 2>&1); then
		echo "not ok - $header does not compile alone"
		sed 's/^/# /' <<<"$said"
	else
		echo "ok - $header"
	fi
done
