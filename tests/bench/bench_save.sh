#!/usr/bin/env bash
# Durable saves over HTTP with wrk, 8 connections: bench_save.sh [units [criteria]] (8 × 20; at least
# 8 units). Every save is one accepted value with its reason and audit row, on disk when answered.
. "$(dirname "$0")/lib.sh"
export UNITS=${1:-8} CRITERIA=${2:-20}
serve_cluster "$UNITS" "$CRITERIA"
URL=$url
COOKIE=$(cookie_header)
CSRF=$(curl -fsS -b "$cookies" "$url/cum/cum-do/2020-H1/tham-dinh/don-vi-do-so-1" | csrf)
export URL COOKIE CSRF
for round in 1 2 3; do
    # Each round starts on cells that were never decided: a data folder of its own would cost more.
    [ "$round" = 1 ] || { kill "$server" && wait "$server" || true; rm -rf "$folder/data"; serve_cluster "$UNITS" "$CRITERIA" >/dev/null
        URL=$url COOKIE=$(cookie_header)
        CSRF=$(curl -fsS -b "$cookies" "$url/cum/cum-do/2020-H1/tham-dinh/don-vi-do-so-1" | csrf); }
    wrk -t8 -c8 -d5s -s "$(dirname "$0")/save.lua" "$url" | grep saved
done
