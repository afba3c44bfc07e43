#!/bin/bash
# The systemd units are well formed and hardened. systemd-analyze looks at them
# where there is one; what must stand in them is checked in any case.
cd "$(dirname "$0")/../.." || exit 1
units=$(mktemp -d)
trap 'rm -rf "$units"' EXIT

check() {
	local found
	found=$("${@:2}" 2>&1)
	if [ -z "$found" ]; then
		echo "ok - $1"
	else
		echo "not ok - $1"
		head -20 <<<"$found" | sed 's/^/# /'
	fi
}

for unit in docs/systemd/*; do
	sed "s|@BINDIR@|$PWD|g" "$unit" >"$units/$(basename "$unit")"
done

# has UNIT LINE...
has() {
	local unit=$1
	shift
	for line; do
		grep -qxF -- "$line" "$units/$unit" || echo "$unit lacks $line"
	done
}
hardened() {
	has "$1" NoNewPrivileges=yes ProtectSystem=strict PrivateTmp=yes PrivateUsers=yes \
		LimitCORE=0 LockPersonality=yes RestrictSUIDSGID=yes RestrictNamespaces=yes \
		SystemCallFilter=@system-service 'SuccessExitStatus=143 130'
}
supervised() {
	has "$1" Type=notify WatchdogSec=180 'ExecReload=/bin/kill -HUP $MAINPID' Restart=on-failure \
		'RestartPreventExitStatus=2 3 4'
}
for unit in muster.service muster-system.service; do
	check "$unit is supervised" supervised $unit
done
for unit in muster.service muster-system.service muster-crawl.service; do
	check "$unit is hardened" hardened $unit
done
for unit in muster.service muster-crawl.service; do
	check "$unit makes private files" has $unit UMask=0077
done
check "the system's unit lets the group in" has muster-system.service StateDirectoryMode=2770 UMask=0007 \
	"#   echo 'store: {path: /var/lib/muster/store, shared: yes}' >>/etc/muster/muster.yaml" \
	'#   export MUSTER_CONFIG=/etc/muster/muster.yaml'
sudo_lines() { grep -n sudo docs/systemd/*; }
check "nobody needs to become another user" sudo_lines
check "the system's unit has a user, a directory and a credential" has muster-system.service \
	User=muster Group=muster StateDirectory=muster CapabilityBoundingSet= \
	LoadCredential=github-token:/etc/muster/token
check "the timer makes up what was missed" has muster-crawl.timer Persistent=yes

secrets() { grep -nE 'ghp_|github_pat_|GITHUB_TOKEN=[^.]' docs/systemd/*; }
check "no token stands in a unit" secrets

verify() {
	local said
	# what it says of other units is not ours
	said=$(SYSTEMD_LOG_LEVEL=warning systemd-analyze verify --man=no "$units/$1" 2>&1 | grep -F "$1")
	[ -z "$said" ] || echo "$said"
}
if command -v systemd-analyze >/dev/null 2>&1 && [ -x muster ]; then
	for unit in docs/systemd/*; do
		check "systemd-analyze finds nothing in $(basename "$unit")" verify "$(basename "$unit")"
	done
fi

# The Makefile puts them where a service manager looks.
installed() {
	make -s install DESTDIR="$units/root" PREFIX=/usr >/dev/null 2>"$units/err" || cat "$units/err"
	for unit in user/muster.service user/muster-crawl.service user/muster-crawl.timer system/muster.service; do
		grep -q '@BINDIR@' "$units/root/usr/lib/systemd/$unit" && echo "$unit: @BINDIR@"
		[ -s "$units/root/usr/lib/systemd/$unit" ] || echo "$unit: not installed"
	done
	grep -h '^ExecStart=' "$units"/root/usr/lib/systemd/*/*.service | grep -v '^ExecStart=/usr/bin/muster '
}
[ ! -x muster ] || check "make install puts them in place" installed
