# Completion of muster's commands, options, roles, statuses, saved searches and
# fields of queries for bash. It asks muster itself, and so knows what it knows.

# What stands in a paragraph of a command's help, left of its explanations.
_muster_listed() {
	"$1" "$2" --help 2>/dev/null </dev/null | sed -nE "/^$3/,/^\$/{s/^  ([^ ]+( [^ ]+)*).*/\1/p}"
}

_muster_roles() {
	"$1" role list --json 2>/dev/null </dev/null | sed -n 's/^{"role":"\([A-Za-z0-9._-]*\)".*/\1/p'
}

_muster_searches() {
	"$1" search list --json 2>/dev/null </dev/null | sed -n 's/^{"name":"\([a-z0-9._-]*\)".*/\1/p'
}

_muster() {
	local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
	local command='' at=1 help words=''

	# The first word that is neither a global option nor its value.
	while [ "$at" -lt "$COMP_CWORD" ]; do
		case ${COMP_WORDS[at]} in
		--config | --store | --log | --log-format) at=$((at + 1)) ;;
		-*) ;;
		*)
			command=${COMP_WORDS[at]}
			break
			;;
		esac
		at=$((at + 1))
	done
	[[ $command != *[!a-z]* ]] || return
	help=$("$1" ${command:+"$command"} --help 2>/dev/null </dev/null)
	if [[ $before == --role || $before == -r || $before == --from ]]; then
		words=$(_muster_roles "$1")
	elif [[ $command == export && ( $before == --mark || $before == -m ) ]]; then
		words=$(_muster_listed "$1" mark Statuses)
	elif [[ $before == -* && $before != *[!a-z-]* ]] && grep -qE -- "^  (-., )?$before [A-Z]|^  $before, --[a-z-]+ [A-Z]" <<<"$help"; then
		return # a file, or what only you can know
	elif [[ $word == -* ]]; then
		words=$(sed -nE 's/^  (-., )?(--[a-z-]+).*/\2/p' <<<"$help")
	elif [[ $before == @ || $word == @ ]]; then
		words=$(_muster_searches "$1")
	elif [[ ${COMP_WORDS[*]:1} == *" status :"* && ( $before == : || $word == : ) ]]; then
		words=$(_muster_listed "$1" mark Statuses)
	elif [ -z "$command" ]; then
		words=$(sed -nE 's/^  ([a-z]+)  .*/\1/p' <<<"$help")
	elif [ "$COMP_CWORD" -eq $((at + 1)) ]; then
		# "list | show R | check R", "commit|review": what it does.
		words=$(sed -nE "s/^usage: muster $command ([a-z].*)/ \1/p" <<<"$help" | grep -oE '[ |][a-z]+' | tr -d '|')
	elif [[ "$command $before" =~ ^role\ (show|check|enable|disable)$ ]]; then
		words=$(_muster_roles "$1")
	elif [[ "$command $before" == "search drop" ]]; then
		words=$(_muster_searches "$1")
	fi
	if [[ $command == mark && $COMP_CWORD -gt $((at + 1)) && $word != -* && -z $words ]]; then
		words=$(_muster_listed "$1" mark Statuses)
	elif [[ -n $command && -n $word && $word != @ && $before != @ && -z $words ]] && grep -q '^usage: muster .*QUERY' <<<"$help"; then
		words=$(_muster_listed "$1" leads Fields | grep -v '"' | tr ' ' '\n' | sed -E 's/NAME$//; s/[^.]$/&:/')
		compopt -o nospace 2>/dev/null
	fi
	[[ $word != [@:] ]] || word=''
	# (compgen expands its words as a shell does: all of them are plain.)
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}

complete -o default -F _muster muster
