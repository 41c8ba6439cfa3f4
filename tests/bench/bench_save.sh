#!/usr/bin/env bash
# Durable saves over HTTP, measured with wrk on the program itself:
#
#     tests/bench/bench_save.sh [UNITS [CRITERIA [CONNECTIONS [SECONDS [ROUNDS]]]]]
#
# 8 units × 20 criteria, "8 64" connections, 5 seconds, 3 rounds where nothing else is said. Every save is
# what the verification page does: one accepted value with its reason, the audit row and the revision,
# on disk when it is answered. Prints for each number of connections and round
#     64 connections: saved 60000 (12000/s), refused 0, p50 5.0 ms, p99 9.0 ms
# and then plain C doing the SQL of two rows alone, on the same disk (bench_commits).
# DATABASE=DSN measures one round on PostgreSQL, whose database must be empty; READERS=8 adds so many
# connections that read the ranking page meanwhile, and prints their rate too; FLOOR=no leaves plain C out.
. "$(dirname "$0")/lib.sh"
here=$(dirname "$0")
export UNITS=${1:-8} CRITERIA=${2:-20}
connections=${3:-8 64} seconds=${4:-5} rounds=${5:-3} readers=${READERS:-0}
[ -z "${DATABASE:-}" ] || { connections=${3:-64} connections=${connections%% *} rounds=1; }

# Cells are saved again and again, each time seen as the save before left it: a run begins anew.
fresh_server() {
    if [ -n "$server" ]; then
        kill "$server" && wait "$server" || true
        server=
    fi
    rm -rf "$folder/data"
    serve_cluster "$UNITS" "$CRITERIA" >"$folder/made"
    URL=$url COOKIE=$(cookie_header)
    CSRF=$(curl -fsS -b "$cookies" "$url/cum/cum-do/2020-H1/tham-dinh/don-vi-do-so-1" | csrf)
    export URL COOKIE CSRF
}

printf 'load %s; ' "$(cut -d' ' -f1 /proc/loadavg)"
for count in $connections; do
    for _ in $(seq "$rounds"); do
        fresh_server
        [ -s "$folder/told" ] || tee "$folder/told" <"$folder/made"
        reading=
        if [ "$readers" -gt 0 ]; then
            wrk -t1 -c"$readers" -d"${seconds}s" --latency -H "Cookie: $COOKIE" \
                "$url/cum/cum-do/2020-H1/xep-thu" >"$folder/read" &
            reading=$!
        fi
        printf '%s connections: ' "$count"
        wrk -t2 -c"$count" -d"${seconds}s" -s "$here/save.lua" "$url" | grep saved
        if [ -n "$reading" ]; then
            wait "$reading"
            printf '    meanwhile %s readers of the ranking: %s/s, p50 %s, p99 %s, not 2xx: %s\n' "$readers" \
                "$(awk '/Requests\/sec/ { print $2 }' "$folder/read")" "$(awk '$1 == "50%" { print $2 }' "$folder/read")" \
                "$(awk '$1 == "99%" { print $2 }' "$folder/read")" "$(awk -F: '/Non-2xx/ { n = $2 } END { print n + 0 }' "$folder/read")"
        fi
    done
done
if [ "${FLOOR:-yes}" = yes ]; then
    "$build/tests/bench/bench_commits" 1 1000 "$folder" | grep plain
fi
