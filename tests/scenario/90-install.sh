#!/bin/bash
# What `make install` puts down works by itself, without a configuration.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"

unset MUSTER_SHARE MUSTER_STORE
check "make install works" make -s -C "$root" install DESTDIR="$dir/root" PREFIX=/usr
MUSTER=$dir/root/usr/bin/muster
check "no query loads what only GitHub needs" sh -c "! ldd '$MUSTER' | grep -E 'curl|microhttpd|systemd|ssl'"
mv "$dir/root/usr/libexec/muster/muster-crawler" "$dir/away"
run crawl --help
exits "without the program that crawls, crawl fails" 1
says "and says what to do" 'muster-crawler: missing.*install'
run version
exits "other commands do not need it" 0
mv "$dir/away" "$dir/root/usr/libexec/muster/muster-crawler"
check "the manual is there" test -s "$dir/root/usr/share/man/man1/muster.1"
# offers TEXT WORD...: what stands behind the words on the shell's line.
offers() {
	local expected=$1
	shift
	check "after '$*' the shell offers $expected" [ "$expected" = "$(MUSTER_SHARE=$dir/root/usr/share/muster bash -c '. "$1"
		shift
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_muster "$1"
		echo "${COMPREPLY[*]}"' 2>&1 - "$dir/root/usr/share/bash-completion/completions/muster" "$MUSTER" "$@")" ]
}
offers "search" se
offers "show search stats suppress subject" s
offers "--limit --log --log-format" leads --l
offers "--limit --log --log-format" --store "$dir/x" leads lang:go --l
offers "api-generalist" leads --role api
offers "api-generalist" crawl -r api
offers "" leads --query-file q
offers "" leads -n ""
offers "list show check enable disable new" role ""
offers "save" search s
offers "api-generalist" role show api
offers "commit contact" measure co
offers "contacted" export --mark con
offers "" show ""
offers "shortlisted" mark octocat sh
offers "not-a-fit" mark band : D not
offers "declined do-not-contact" export status : d
offers "lang: loc:" leads l
MUSTER_SHARE=$dir/root/usr/share/muster run --store "$dir/saved" search save go-berlin lang:go
MUSTER_STORE=$dir/saved offers "go-berlin" leads @ go
MUSTER_STORE=$dir/saved offers "go-berlin" search drop ""
MUSTER_STORE=$dir/none offers "" leads @
MUSTER_STORE=$dir/none offers "" leads @ l
mkdir -p "$XDG_CONFIG_HOME/muster/roles"
roles=$dir/root/usr/share/muster/roles
for name in '$(touch PWNED)' '`touch PWNED`' 'api-${HOME}'; do
	cp "$roles/api-generalist.yaml" "$XDG_CONFIG_HOME/muster/roles/$name.yaml"
done
(cd "$dir" && offers "api-generalist data-intensive merged-only systems-performance" leads --role "")
check "no name of a file is run by that" [ ! -e "$dir/PWNED" ]
rm -r "$XDG_CONFIG_HOME/muster/roles"
offers "signal." leads band : A signal
offers "" nonsense --l
offers "" 'a/b' --l
offers "" show '-(' ""
MUSTER_SHARE=$dir/root/usr/share/muster run role list
exits "the installed program finds its roles" 0
prints "the shipped ones" 'api-generalist'
run version
exits "version ends with status 0" 0
prints "and names the version" "$(cat "$root/VERSION")"
run --help
exits "help ends with status 0" 0
prints "and lists the commands" 'crawl'
for command in $("$MUSTER" --help | sed -n 's/^  \([a-z][a-z]*\) .*/\1/p' | sort -u); do
	run "$command" --help
	exits "$command --help ends with status 0" 0
	prints "$command --help shows its usage" "muster $command"
	check "and the manual has its options" [ -z "$(sed -n '/^Options/,/^Global/s/^  \(-., \)*-\(-[a-z-]*\).*/\2/p' "$dir/out" |
		while read -r option; do
			sed -n "/^\.It Nm Cm $command\>/,/^\.It Nm Cm [a-z]/p" "$root/docs/man/muster.1" | grep -q -- "Fl $option\>" || echo "$option"
		done)" ]
	check "$command --help has neither blanks at ends nor dots too many" not grep -qE ' $|\.\.\.\.' "$dir/out"
done
