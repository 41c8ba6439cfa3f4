# shellcheck shell=bash
# What benchmarks over HTTP share: a data folder of their own, a server, a signed-in session.
set -euo pipefail
build=$(realpath "${BUILD:-$(dirname "$0")/../../build}")
folder=$(mktemp -d "${TMPDIR:-/tmp}/thidua-bench.XXXXXX")
server=
tidy() {
    [ -z "$server" ] || { kill "$server" && wait "$server" || true; }
    rm -rf "$folder"
}
trap tidy EXIT

# serve_cluster UNITS CRITERIA: sets $url and $cookies (a curl jar), signed in as the standing office.
serve_cluster() {
    make_folder
    "$build/tests/bench/make_cluster" "$folder/data" "$1" "$2"
    serve_folder
}

make_folder() {
    "$build/thidua" init --data "$folder/data" ${DATABASE:+--database "$DATABASE"} >/dev/null
}

serve_folder() {
    : >"$folder/served" # the address of a server before must not be read again
    "$build/thidua" serve --data "$folder/data" --port 0 >"$folder/served" 2>&1 &
    server=$!
    url=
    while [ -z "$url" ] && kill -0 "$server"; do
        url=$(grep -om1 'http://127\.0\.0\.1:[0-9]*' "$folder/served") || sleep 0.05
    done
    cookies=$folder/cookies
    local password token
    password=$(awk '$1 == "thuongtruc" { print $2 }' "$folder/data/tai-khoan.txt")
    token=$(curl -fsS -c "$cookies" "$url/dang-nhap" | csrf)
    curl -fsS -o /dev/null -b "$cookies" -c "$cookies" -H "Origin: $url" --data-urlencode "login=thuongtruc" \
        --data-urlencode "password=$password" --data-urlencode "csrf=$token" "$url/dang-nhap"
    # The first time it was a one-time code: a password takes its place.
    if ! grep -q thidua_session "$cookies"; then
        curl -fsS -o /dev/null -b "$cookies" -c "$cookies" -H "Origin: $url" \
            --data-urlencode "new=bench-$password" --data-urlencode "repeat=bench-$password" \
            --data-urlencode "csrf=$token" "$url/dang-nhap/dat-mat-khau"
        sed -i "s/^thuongtruc .*/thuongtruc bench-$password/" "$folder/data/tai-khoan.txt"
    fi
}

# The CSRF token of a page on standard input; empty where it has none.
csrf() {
    grep -o 'name="csrf" value="[^"]*"' | head -n 1 | sed 's/.*value="//; s/"//' || true
}

cookie_header() {
    awk 'BEGIN { ORS = "" } /^(#HttpOnly_)?127/ { print sep $6 "=" $7; sep = "; " }' "$cookies"
}
