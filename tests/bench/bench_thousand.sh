#!/usr/bin/env bash
# One changed score to the new ranking, with a table of 1000 points and 230 nodes and eight units a cluster:
#
#     tests/bench/bench_thousand.sh ["CLUSTERS…" [ROUNDS]]         ("1 15 60", 300)
#
# Prints for each number of clusters in the database how long a verified save takes, and the page of the ranking that is
# read after it, of one cluster; and the rate of that page with 8 connections, nothing changing. What a change costs must
# not grow with the clusters beside it.
. "$(dirname "$0")/lib.sh"
here=$(dirname "$0")
printf 'load %s\n' "$(cut -d' ' -f1 /proc/loadavg)"
for clusters in ${1:-1 15 60}; do
    [ -z "$server" ] || { kill "$server" && wait "$server" || true; }
    server=
    rm -rf "$folder/data"
    make_folder
    "$build/tests/bench/make_thousand" "$folder/data" "$clusters"
    serve_folder
    COOKIE=$(cookie_header) python3 "$here/change_and_rank.py" "$url" "${2:-300}"
    page=$url/cum/cum-nghin-1/2020-H1/xep-thu
    wrk -t2 -c8 -d1s -H "Cookie: $(cookie_header)" "$page" >/dev/null
    wrk -t2 -c8 -d4s --latency -H "Cookie: $(cookie_header)" "$page" | grep -E '99%|Requests/sec|Non-2xx' || true
done
