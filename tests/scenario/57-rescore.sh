#!/bin/bash
# Scores are built anew beside those that are read: killed anywhere and begun
# again they are as made at once, readers see the old list or the new one, and
# who is forgotten meanwhile is in neither. $KILLS for more.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"
kills=${KILLS:-6}

virtual_clock 2027-01-15T01:00Z
start_simulator --generate "${RESCORE_WORLD:-23:120:3:40}"
mkfifo "$dir/never"
role=data-intensive
roles=$XDG_CONFIG_HOME/muster/roles
# What a role's list is, in its order.
list() { "$MUSTER" leads --role $role --all --limit 100000 --json 2>/dev/null | timeless; }
# A bit of time, so that kills come anywhere.
moment() { read -r -t "0.0$(printf %02d $((RANDOM % $1)))" <>"$dir/never"; }

run crawl --role $role --api-url "$url" --log err
exits "a crawl ends with status 0" 0
list >"$dir/old"
cp -r "$dir/store" "$dir/undisturbed"
cp "$dir"/*.key "$dir/undisturbed.key" 2>/dev/null

# The weights change: another list.
mkdir -p "$roles"
sed 's/^  review: .*/  review: 5/; s/^  merged_work: .*/  merged_work: 45/' "$root/config/roles/$role.yaml" >"$roles/$role.yaml"
if cmp -s "$roles/$role.yaml" "$root/config/roles/$role.yaml"; then fail "the role has other weights"; fi
run role check "$roles/$role.yaml"
exits "the weights still add up" 0
MUSTER_STORE=$dir/undisturbed run rescore --role $role
exits "an undisturbed rescore ends with status 0" 0
MUSTER_STORE=$dir/undisturbed list >"$dir/new"
check "the list is another one" not cmp -s "$dir/old" "$dir/new"

# Killed again and again, with readers between.
mixed=0
for ((i = 0; i < kills; i++)); do
	"$MUSTER" --quiet rescore --role $role 2>"$dir/err" &
	rescore=$!
	moment 30
	list >"$dir/now"
	cmp -s "$dir/now" "$dir/old" || cmp -s "$dir/now" "$dir/new" || mixed=$((mixed + 1))
	kill -9 $rescore 2>/dev/null
	wait $rescore 2>/dev/null
done
check "readers saw the old list or the new one" [ $mixed -eq 0 ]
run doctor --deep
exits "every index is sound after $kills kills" 0
run rescore --role $role
exits "a last rescore ends with status 0" 0
list >"$dir/now"
check "and gives the list of an undisturbed one" cmp "$dir/now" "$dir/new"
run doctor --deep
exits "every index is sound afterwards" 0

# Weights alone were changed, so facts were not looked at: from facts, which a
# rescore without a change takes, all is the same to the last bit.
scores() { "$MUSTER" dump 2>/dev/null | grep '^{"kind":"\(score\|role\)"'; }
scores >"$dir/weighed"
run rescore --role $role
exits "a rescore from facts ends with status 0" 0
scores >"$dir/scored"
check "there are scores" [ -s "$dir/weighed" ]
check "by other weights all is as from facts" cmp "$dir/weighed" "$dir/scored"

# Somebody is forgotten while scores are built.
run leads --role $role --all --limit 3 --json
login=$(python3 -c "import json; print(json.loads(open('$dir/out').read().splitlines()[1])['login'])")
sed -i 's/^  review: .*/  review: 10/; s/^  merged_work: .*/  merged_work: 40/' "$roles/$role.yaml"
"$MUSTER" --quiet rescore --role $role 2>"$dir/err" &
rescore=$!
moment 20
run forget "$login" --yes
exits "forgetting goes through while scores are built" 0
wait $rescore
run leads --role $role --all --limit 100000 --json
check "who was forgotten is not in the new list" not grep -q "\"$login\"" "$dir/out"
run doctor --deep
exits "every index is sound after that, too" 0
