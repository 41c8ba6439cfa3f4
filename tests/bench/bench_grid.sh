#!/usr/bin/env bash
# Self-scoring in the page over HTTP: drawing a unit's grid, and saving one cell of it.
#
#     tests/bench/bench_grid.sh [UNITS [CRITERIA [CONNECTIONS [SECONDS [ROUNDS]]]]]
#
# 15 units × 230 criteria, "1 8" connections, 5 seconds, 3 rounds where nothing else is said. A save is what the
# page's script sends: one result, judged against what stands in its cell, kept as a row with the audit row, the unit's
# figures computed anew and answered; on disk when it is answered. Prints for each
#     grid, 8 connections: 1200/s, p50 6 ms, p99 12 ms, not 2xx: 0
#     save, 8 connections: saved 9000 (1800/s), refused 8, p50 4.0 ms, p99 9.0 ms
# A cell whose mark is not known yet is refused once, and learnt: "refused" is as many as there are cells.
. "$(dirname "$0")/lib.sh"
here=$(dirname "$0")
units=${1:-15} export CRITERIA=${2:-230}
connections=${3:-1 8} seconds=${4:-5} rounds=${5:-3}
unit=don-vi-do-so-1

make_folder
"$build/tests/bench/make_cluster" "$folder/data" "$units" "$CRITERIA"
code=$("$build/thidua" user add can-bo-do --name "Cán bộ đo" --role unit --cluster cum-do --unit "$unit" \
    --data "$folder/data" --json | sed -n 's/.*"code": "\([^"]*\)".*/\1/p')
serve_folder
# The officer takes the place of the standing office in the jar.
rm -f "$cookies"
token=$(curl -fsS -c "$cookies" "$url/dang-nhap" | csrf)
curl -fsS -o /dev/null -b "$cookies" -c "$cookies" -H "Origin: $url" --data-urlencode "login=can-bo-do" \
    --data-urlencode "password=$code" --data-urlencode "csrf=$token" "$url/dang-nhap"
curl -fsS -o /dev/null -b "$cookies" -c "$cookies" -H "Origin: $url" --data-urlencode "new=bench-$code" \
    --data-urlencode "repeat=bench-$code" --data-urlencode "csrf=$token" "$url/dang-nhap/dat-mat-khau"
export GRID="/cum/cum-do/2020-H1/phieu/$unit/tu-cham"
URL=$url COOKIE=$(cookie_header)
CSRF=$(curl -fsS -b "$cookies" "$url$GRID" | tee "$folder/page" | csrf)
export URL COOKIE CSRF

printf 'load %s; page %s bytes\n' "$(cut -d' ' -f1 /proc/loadavg)" "$(wc -c <"$folder/page")"
for count in $connections; do
    for _ in $(seq "$rounds"); do
        wrk -t1 -c"$count" -d"${seconds}s" --latency -H "Cookie: $COOKIE" "$url$GRID" >"$folder/read"
        printf 'grid, %s connections: %s/s, p50 %s, p99 %s, not 2xx: %s\n' "$count" \
            "$(awk '/Requests\/sec/ { print $2 }' "$folder/read")" "$(awk '$1 == "50%" { print $2 }' "$folder/read")" \
            "$(awk '$1 == "99%" { print $2 }' "$folder/read")" "$(awk -F: '/Non-2xx/ { n = $2 } END { print n + 0 }' "$folder/read")"
        printf 'save, %s connections: ' "$count"
        wrk -t1 -c"$count" -d"${seconds}s" -s "$here/grid.lua" "$url" | grep saved
    done
done
