#!/usr/bin/env bash
# The ranking page of a signed-in user with wrk: bench_ranking.sh [units [criteria]] (100 × 50).
# Prints requests a second and latencies for 8 connections, and the size of the page.
. "$(dirname "$0")/lib.sh"
serve_cluster "${1:-100}" "${2:-50}"
page=$url/cum/cum-do/2020-H1/xep-thu
curl -fsS -b "$cookies" -o "$folder/page" "$page"
grep -q 'Đơn vị đo số 1<' "$folder/page"
echo "page: $(wc -c <"$folder/page") bytes"
wrk -t2 -c8 -d2s -H "Cookie: $(cookie_header)" "$page" >/dev/null # warm
for round in 1 2 3; do
    echo "round $round"
    wrk -t2 -c8 -d5s --latency -H "Cookie: $(cookie_header)" "$page" | grep -E '50%|99%|Requests/sec|Non-2xx' || true
done
