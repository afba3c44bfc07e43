#!/bin/bash
# The arrows between folders run one way, and each third-party API is included
# in one folder only (docs/ARCHITECTURE.md, "Rooms and arrows").
cd "$(dirname "$0")/../.." || exit 1

# check NAME COMMAND: passes when the command prints nothing.
check() {
	local found
	found=$("${@:2}")
	if [ -z "$found" ]; then
		echo "ok - $1"
	else
		echo "not ok - $1"
		sed 's/^/# /' <<<"$found"
	fi
}

# includes FOLDER ALLOWED...: "folder/file.h" included from elsewhere.
upward() {
	local folder=$1 allowed
	shift
	allowed=$(printf '%s|' "$@" "$folder")
	grep -rnE --include='*.[ch]' '^#include "' "$folder" |
		grep -vE "#include \"(${allowed%|})/"
}
check "base includes base" upward base
check "config includes base" upward config base
check "signals includes config, base" upward signals config base
check "crawler includes store and below" upward crawler store signals config base
check "outreach includes store and below" upward outreach store signals base
check "web includes outreach, store and below" upward web outreach store signals base

store_upward() {
	upward store base |
		grep -vE '"(signals/(fact|score)|config/role)\.h"'
}
check "store includes base and the fact and score structs" store_upward

queries_included() {
	grep -rnE --include='*.[ch]' '#include "store/query/' base config signals store crawler outreach web cli |
		grep -v '^store/query/'
}
check "nothing includes store/query but itself" queries_included

cli_included() { grep -rnE --include='*.[ch]' '#include "cli/' base config signals store crawler outreach web; }
check "nothing includes cli" cli_included

# only FOLDER PATTERN
only() {
	grep -rnE --include='*.[ch]' "^#[ ]*include <($2)" base config signals store crawler outreach web cli |
		grep -v "^$1/"
}
check "lmdb, zstd, nettle, yajl are included in store only" only store 'lmdb|zstd|nettle/|yajl/'
check "curl and jansson are included in crawler only" only crawler 'curl/|jansson'
check "pcre2 and cmark-gfm are included in signals only" only signals 'pcre2|cmark'
check "yaml is included in config only" only config yaml
check "utf8proc and uthash are included in base only" only base 'utf8proc|uthash'
check "microhttpd is included in web only" only web microhttpd
check "xlsxwriter is included in outreach only" only outreach xlsxwriter
check "libsystemd is included in cli only" only cli systemd

# A folder's internal headers are for it and the folders in it.
internal() {
	grep -rnE --include='*.[ch]' '#include "[a-z/]+/[a-z_]+_internal\.h"' base config signals store crawler outreach web cli |
		awk -F: '{ split($3, to, "\""); folder = to[2]; sub("[^/]*$", "", folder); if (index($1, folder) != 1) print }'
}
check "internal headers stay in their folder" internal
