#!/bin/bash
# Two hundred kills over crawls of a larger world.
cd "$(dirname "$0")/../.." || exit 1
KILLS=${KILLS:-200} KILL_WORLD=23:400:6:250 exec tests/scenario/80-kill.sh
