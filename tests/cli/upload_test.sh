#!/usr/bin/env bash
# Large uploads: they go to the disk while they arrive, not into memory, and leave nothing behind.
. "$(dirname "$0")/lib.sh"
here=$(cd "$(dirname "$0")" && pwd)

uploads() {
    status=0
    timeout 200 python3 "$here/uploads.py" "${url##*:}" "${pids[-1]}" "$(realpath "$data")" "$@" \
        >"$out" 2>"$err" || status=$?
}
figure() { awk -v key="$1" '$1 == key { print $2 }' "$out"; }

thidua init --data "$data" --sample training-blank
serve --port 0
if [ "$(df --output=avail -BM "$folder" | tail -1 | tr -dc 0-9)" -lt 2000 ]; then
    echo '# less than 2 GB of disk: large uploads were not tried'
else
    uploads 16 50
    is 'sixteen uploads of 50 MB at once' status 0
    is 'are all on the disk' out 'spooled_mb 800'
    # A sanitizer's own memory is not the question here.
    most_kb=16000
    grep -qF libasan "/proc/${pids[-1]}/maps" && most_kb=200000
    holds "the process grows by less than $most_kb KB ($(figure grown_kb))" \
        test "$(figure grown_kb)" -lt "$most_kb"
    is 'a visitor is refused at the end' out 'statuses 403'
    is 'and nothing of them is left' out 'left_mb 0'
fi

ls -A "$data" >"$folder/before"
uploads 4 5 kill
is 'a server is killed under uploads' out 'spooled_mb 20'
wait "${pids[-1]}" 2>/dev/null
unset 'pids[-1]'
serve --port 0
holds 'the next one starts' test -n "$url"
holds 'and no file of theirs is there' cmp "$folder/before" <(ls -A "$data")
stop

done_testing
