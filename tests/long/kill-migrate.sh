#!/bin/bash
# kill -9 of migrations: as kill-store.sh, on the other core.
PARTS=migration exec "$(dirname "$0")/kill-store.sh"
