#!/bin/sh
# Makes one target after the other; one that fails does not keep the next from
# being made. The last line tells of all. Arguments: NAME TARGET..., where NAME
# stands before what is said.
set -u
cd "$(dirname "$0")/.." || exit 1
name=$1
shift
begun=$(date +%s) n=$# failed=
minutes() { echo "$((($(date +%s) - $1) / 60)) min $((($(date +%s) - $1) % 60)) s"; }

for target; do
	echo "$name: $target"
	since=$(date +%s) how=passed
	"${MAKE:-make}" --no-print-directory "$target" ||
		{ how=failed failed="$failed $target"; }
	echo "$name: $target $how, $(minutes "$since")"
done
if [ -z "$failed" ]; then
	echo "$name: all $n parts passed, $(minutes "$begun")"
else
	echo "$name: of $n parts failed:$failed, $(minutes "$begun")"
	exit 1
fi
