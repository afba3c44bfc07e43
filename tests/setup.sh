#!/bin/sh
# Installs what is missing for one purpose: build, run (build and, without a
# token, the simulator), test, long (what check-long needs besides) or bench. Does
# nothing, and needs no network, when all is there. Debian 12 packages; sudo when
# not root.
set -eu
cd "$(dirname "$0")/.."
purpose=${1:?build, run, test, long or bench}

missing=
# library PKGCONFIG_NAME PACKAGE
library() { pkg-config --exists "$1" 2>/dev/null || missing="$missing $2"; }
header() {
	[ -e "/usr/include/$1" ] || [ -e "/usr/local/include/$1" ] ||
		missing="$missing $2"
}
program() { command -v "$1" >/dev/null 2>&1 || missing="$missing $2"; }

program cc gcc
program pkg-config pkg-config
program ar binutils
header stdio.h libc6-dev
library libcurl libcurl4-openssl-dev
library jansson libjansson-dev
library libpcre2-8 libpcre2-dev
library lmdb liblmdb-dev
library yaml-0.1 libyaml-dev
library libcmark-gfm libcmark-gfm-dev
header cmark-gfm-core-extensions.h libcmark-gfm-extensions-dev
library libutf8proc libutf8proc-dev
library nettle nettle-dev
library libzstd libzstd-dev
library yajl libyajl-dev
header uthash.h uthash-dev
library libmicrohttpd libmicrohttpd-dev
library libsystemd libsystemd-dev
library xlsxwriter libxlsxwriter-dev
# Named by xlsxwriter's list of libraries, and not required by its package.
library zlib zlib1g-dev

simulator=no
case $purpose in
build) ;;
run) [ -n "${GITHUB_TOKEN:-}" ] || simulator=yes ;;
test)
	simulator=yes
	library cmocka libcmocka-dev
	program clang-format-14 clang-format-14
	program mandoc mandoc
	program shellcheck shellcheck
	program codespell codespell
	program localedef locales
	[ -e /usr/share/i18n/locales/tr_TR ] || missing="$missing locales"
	[ -e /usr/share/zoneinfo/Europe/Berlin ] || missing="$missing tzdata"
	program python3 python3
	program git git
	program curl curl
	program sqlite3 sqlite3
	program cmark-gfm cmark-gfm
	program valgrind valgrind
	program script bsdutils
	;;
long) program soffice libreoffice-calc-nogui ;;
bench)
	# What the store is compared with.
	simulator=yes
	program python3 python3
	program sqlite3 sqlite3
	library sqlite3 libsqlite3-dev
	;;
*)
	echo "setup: $purpose: expected build, run, test, long or bench" >&2
	exit 2
	;;
esac

if [ $simulator = yes ]; then
	# An own Node 18 or newer will do; Debian's packages otherwise.
	node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' \
		2>/dev/null || missing="$missing nodejs"
	program npm npm
	program openssl openssl
fi

if [ -n "$missing" ]; then
	if ! command -v apt-get >/dev/null 2>&1; then
		cat >&2 <<-END
			setup: these Debian packages are missing:$missing
			There is no apt-get here. Install their counterparts by hand,
			or use the container: podman build -t muster . (README.md,
			"macOS and Windows").
		END
		exit 1
	fi
	sudo=
	if [ "$(id -u)" -ne 0 ]; then
		command -v sudo >/dev/null 2>&1 || {
			echo "setup: not root and no sudo; as root, run:" >&2
			echo "  apt-get install$missing" >&2
			exit 1
		}
		sudo=sudo
	fi
	echo "setup: installing$missing"
	export DEBIAN_FRONTEND=noninteractive
	$sudo apt-get update -qq
	# shellcheck disable=SC2086 # a list of package names
	$sudo apt-get install -y -qq --no-install-recommends $missing >/dev/null
fi

if [ $simulator = yes ] && [ -e tests/github/package-lock.json ]; then
	mark=tests/github/node_modules/.package-lock.json
	if [ -z "$(find $mark -newer tests/github/package-lock.json 2>/dev/null)" ]; then
		echo "setup: installing the simulator's npm packages"
		(cd tests/github && npm ci --loglevel=error --no-progress)
		touch $mark
	fi
fi
