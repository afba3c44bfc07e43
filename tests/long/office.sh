#!/bin/bash
# A workbook of hostile texts, opened by LibreOffice and written as CSV, has
# the same cells: what a person would see there is what was found.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/../scenario/lib.sh"

virtual_clock 2027-01-15T01:00Z
FIRST_SEEN=2027-01-10T00:00:00Z python3 "$root/tests/scenario/hostile.py" dump >"$dir/dump"
run load "$dir/dump"
run role enable data-intensive
cd "$dir" || exit 1
run export -o a.csv
run export -o a.xlsx
exits "the workbook is written" 0
# Fields are separated by commas (44) and quoted by '"' (34), UTF-8 (76), sheet 1.
soffice "-env:UserInstallation=file://$dir/office" --headless --convert-to \
	'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1' a.xlsx >"$dir/said" 2>&1
mv a-data-intensive.csv office.csv
python3 "$root/tests/scenario/hostile.py" office "$dir"
