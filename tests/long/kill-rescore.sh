#!/bin/bash
# A hundred kills while scores of a larger world are built anew.
cd "$(dirname "$0")/../.." || exit 1
KILLS=${KILLS:-100} RESCORE_WORLD=23:600:6:100 exec tests/scenario/57-rescore.sh
