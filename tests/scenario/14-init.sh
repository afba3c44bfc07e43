#!/bin/bash
# The first command: what it asks on a terminal, and what it does with answers.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"

# answer LINE...: init on a terminal on which these lines are typed.
answer() {
	rm -f "$dir/muster.yaml"
	python3 - "$MUSTER" "$dir/muster.yaml" "$@" >"$dir/out" <<'PY'
import os, pty, sys
muster, file, *lines = sys.argv[1:]
pid, terminal = pty.fork()
if pid == 0:
    os.execv(muster, [muster, '--config', file, 'init'])
os.write(terminal, ''.join(line + '\n' for line in lines).encode() + b'\x04')
said = b''
try:
    while part := os.read(terminal, 4096):
        said += part
except OSError:  # how a terminal ends
    pass
sys.stdout.write(said.decode())
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
PY
	status=$?
}

answer "Example Ltd" privacy@example.com https://example.com/privacy
exits "it asks on a terminal" 0
check "for the company" grep -qx '  company: "Example Ltd"' "$dir/muster.yaml"
check "a contact" grep -qx '  contact: "privacy@example.com"' "$dir/muster.yaml"
check "and the privacy notice" grep -qx '  privacy_url: "https://example.com/privacy"' "$dir/muster.yaml"
run --config "$dir/muster.yaml" doctor
prints "the file is a valid one, with what doctor asks for" '^ok +configuration '

answer "" "" ""
exits "Enter leaves all out" 0
check "as defaults" grep -qx '  #privacy_url: ""' "$dir/muster.yaml"

answer "" "" "see our page" ""
exits "what is no page is asked for again" 0
prints "with an example" 'no address such as https://example.com/privacy'
check "and Enter leaves it out then" grep -qx '  #privacy_url: ""' "$dir/muster.yaml"

answer "Example Ltd" "" "example.com/privacy"
exits "the end of input ends the questions" 0
check "with what was answered" grep -qx '  company: "Example Ltd"' "$dir/muster.yaml"

run --config "$dir/muster.yaml" init
exits "a file that exists is not touched" 2
says "which is said" 'exists already; it was not touched'
