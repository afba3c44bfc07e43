#!/bin/bash
# A hundred kills while one answer in twenty goes wrong.
cd "$(dirname "$0")/../.." || exit 1
KILLS=${KILLS:-100} KILL_WORLD=29:250:4:120 KILL_FAULTS=0.05 exec tests/scenario/80-kill.sh
