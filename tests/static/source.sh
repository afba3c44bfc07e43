#!/bin/bash
# Rules of the source text: banned functions, sizes, format, lists.
cd "$(dirname "$0")/../.." || exit 1
rooms="base config signals store crawler outreach web cli"

check() {
	local found
	found=$("${@:2}")
	if [ -z "$found" ]; then
		echo "ok - $1"
	else
		echo "not ok - $1"
		head -20 <<<"$found" | sed 's/^/# /'
	fi
}
# shellcheck disable=SC2086,SC2046 # lists of folders and files
files() { find $rooms -name '*.[ch]' | sort; }

# The format of a person's mistake is not a function call: words in comments
# are no match because a bracket must follow.
banned() {
	files | xargs grep -nE '\b(strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|strto[a-z]+|gets|alloca|system|popen|sleep|usleep|localtime|gmtime|rand|srand|mktemp|tmpnam)\(' |
		grep -v ':[0-9]*:[ 	]*\*'
	files | grep -v '^base/mem' | xargs grep -nE '(^|[^_a-z])(malloc|calloc|realloc|strdup|strndup)\(' |
		grep -v ':[0-9]*:[ 	]*\*'
}
check "no banned function is called" banned

typedefs() { files | xargs grep -nE '^typedef (struct|union|enum)'; }
check "structs are not hidden behind typedefs" typedefs

# clang's warning, and an error in the fuzz targets: the others are missing.
half_begun() { files | xargs grep -nE 'struct [a-z_]+ [a-z_]+ = \{ NULL \};'; }
check "a struct is cleared by { 0 } or by its fields' names" half_begun

formatted() {
	# shellcheck disable=SC2046
	clang-format-14 --dry-run $(files) $(find tests -path '*/node_modules' -prune -o -name '*.[ch]' -print) 2>&1 | grep -E 'warning:' | cut -d: -f1 | sort | uniq -c
}
check "clang-format 14 changes nothing" formatted

blank_starts() { files | while read -r file; do [ -n "$(head -1 "$file")" ] || echo "$file"; done; }
check "no file begins with a blank line" blank_starts

long_functions() {
	files | grep '\.c$' | xargs awk '
		FNR == 1 { start = 0 }
		/^\{/ { start = FNR }
		/^\}/ { if (start && FNR - start > 80) print FILENAME ":" start ": " FNR - start " lines"; start = 0 }'
}
check "no function is over 80 lines" long_functions

long_files() { files | xargs wc -l | awk '$2 != "total" && $1 > 800 { print $2 ": " $1 " lines" }'; }
check "no file is over 800 lines" long_files

unfinished() { git grep -nE '\b(TODO|FIXME|XXX)\b' -- '*.[ch]' '*.sh' '*.js' '*.yaml' Makefile '*.md' ':!tests/static/source.sh' ':!tests/github/text'; }
check "nothing is marked as unfinished" unfinished

listed() {
	# shellcheck disable=SC2086 # a list of folders
	diff <(find $rooms -name '*.c' | sort) <(make -s list-sources | tr ' ' '\n' | sort)
}
check "the Makefile lists every source" listed

# Names in docs/FILES.md, below the heading of their folder; "*" is any rest.
mapped() {
	awk -v "room=## $1/" '/^## / { on = index($0, room) == 1 } on' docs/FILES.md | cut -d '|' -f 1,2 |
		grep -oE '`[a-z_]+\*?`' | tr -d '`' | sed 's/\*$/.*/'
}
unmapped() {
	local room stems name
	for room in $rooms; do
		stems=$(find "$room" -name '*.[ch]' -printf '%f\n' | sed 's/\.[ch]$//' | sort -u)
		grep -vxEf <(mapped "$room") <<<"$stems" | sed "s|.*|$room/&: is not named|"
		for name in $(mapped "$room"); do
			grep -qxE "$name" <<<"$stems" || echo "$room/$name: is no file"
		done
	done
}
check "docs/FILES.md names the sources, and nothing else" unmapped

shell() { shellcheck -x -P SCRIPTDIR tests/*.sh tests/static/*.sh tests/scenario/*.sh tests/long/*.sh tests/schema/*.sh tests/bench/*.sh tests/fuzz/*.sh 2>&1; }
check "shellcheck finds nothing" shell

# Node 18 takes a .js for a module only where its package says so.
modules() {
	git grep -lE '^(import|export) ' -- '*.js' | while read -r file; do
		folder=${file%/*}
		until [ -e "$folder/package.json" ] || [[ $folder != */* ]]; do folder=${folder%/*}; done
		grep -qs '"type": "module"' "$folder/package.json" || echo "$file: call it .mjs"
	done
}
check "every module in JavaScript says that it is one" modules

manual() { mandoc -Tlint -Wwarning docs/man/*.[158] 2>&1; }
check "mandoc finds nothing in the manual" manual

addresses() {
	git grep -nIoE '[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+\.(com|org|net|io|dev|de|uk)\b' -- . ':!*package-lock.json' |
		grep -viE '@(example|users\.noreply\.github|localhost)|git@github\.com'
}
check "no e-mail address but examples stands in the tree" addresses

spelling() { codespell -q 3 -S './build,./tests/github/node_modules,*package-lock.json,./.git,*.yaml' -L 'oder,ans,nd,te,ot,fo,hist,ser,wan,ba,fpr,inout,independant,pullrequests,2st,noes,alle,ist' README.md docs base config/*.c config/*.h signals store crawler outreach web cli 2>&1; }
check "codespell finds nothing" spelling
