# Completion of muster's commands, options and roles for bash. It asks
# `muster --help`, and so knows what the program knows.

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
		words=$("$1" role list --json 2>/dev/null </dev/null | sed -n 's/^{"role":"\([^"]*\)".*/\1/p')
	elif [[ $before == -* && $before != *[!a-z-]* ]] && grep -qE -- "^  (-., )?$before [A-Z]|^  $before, --[a-z-]+ [A-Z]" <<<"$help"; then
		return # a file, or what only you can know
	elif [[ $word == -* ]]; then
		words=$(sed -nE 's/^  (-., )?(--[a-z-]+).*/\2/p' <<<"$help")
	elif [ -z "$command" ]; then
		words=$(sed -nE 's/^  ([a-z]+)  .*/\1/p' <<<"$help")
	elif [ "$COMP_CWORD" -eq $((at + 1)) ]; then
		# "list | show R | check R": what such a command does.
		words=$(sed -nE "s/^usage: muster $command ([a-z].*)/ \1/p" <<<"$help" | grep -oE ' [a-z]+')
	fi
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}

complete -o default -F _muster muster
