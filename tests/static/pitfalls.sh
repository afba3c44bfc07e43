#!/bin/bash
# tests/README.md names tests: they exist.
cd "$(dirname "$0")/.." || exit 1
missing() {
	grep -E '^\| [0-9]+ ' README.md | grep -oE '`[^`]+`: [^;|]+' | while IFS= read -r entry; do
		file=${entry#\`}
		file=${file%%\`*}
		name=${entry#*\`: }
		name=${name% }
		grep -qF -- "$name" "$file" || echo "$file: $name"
	done
}
found=$(missing)
if [ -z "$found" ]; then
	echo "ok - every test that stands for a pitfall exists"
else
	echo "not ok - every test that stands for a pitfall exists"
	printf '%s\n' "$found" | sed 's/^/# /'
fi
