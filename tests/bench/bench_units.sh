#!/usr/bin/env bash
# Pages of units over HTTP with a country's worth of them and ten years of history (country.h):
# bench_units.sh [seconds]. One table: bytes of the page, latencies with one connection, requests a
# second with eight. DATABASE=DSN measures on an empty PostgreSQL.
. "$(dirname "$0")/lib.sh"
seconds=${1:-2}
make_folder
filled=$("$build/tests/bench/make_country" "$folder/data")
serve_folder
echo "${DATABASE:+PostgreSQL}${DATABASE:-SQLite}, $filled; $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg)" |
    sed 's/^PostgreSQL.*, \([0-9]* units\)/PostgreSQL, \1/'

# measure NAME PATH TEXT: TEXT must stand on the page.
measure() {
    local one eight
    curl -fsS -b "$cookies" -o "$folder/page" "$url$2"
    grep -qF "$3" "$folder/page" || { echo "$1: the page has no “$3”" >&2 && exit 1; }
    one=$(wrk -t1 -c1 -d"${seconds}s" --latency -H "Cookie: $(cookie_header)" "$url$2")
    eight=$(wrk -t2 -c8 -d"${seconds}s" -H "Cookie: $(cookie_header)" "$url$2")
    ! grep -q Non-2xx <<<"$one$eight" || { echo "$1: refused under load" >&2 && exit 1; }
    printf '%-46s %8s %10s %10s %10s\n' "$1" "$(wc -c <"$folder/page")" \
        "$(awk '$1 == "50%" { print $2 }' <<<"$one")" "$(awk '$1 == "99%" { print $2 }' <<<"$one")" \
        "$(awk '/Requests\/sec/ { print $2 }' <<<"$eight")"
}

printf '%-46s %8s %10s %10s %10s\n' '' bytes median 99% 'pages/s'
province=bo-chqs-tinh-so-7
district=ban-chqs-huyen-so-7
measure 'tree: 34 provinces, today' /don-vi 'Bộ CHQS tỉnh Số 34'
measure 'tree: one province open, today' "/don-vi?mo=$province" 'Ban CHQS xã Số 41<'
measure 'tree: province and district open, 21/9/2016' "/don-vi?ngay=2016-09-21&mo=$province,$district" 'Ban CHQS xã Cũ'
measure 'the same, as known on 7/4/2016' "/don-vi?ngay=2016-09-21&biet=2016-04-07&mo=$province,$district" 'Ban CHQS xã Cũ'
measure 'search of a name as at 21/9/2016' '/don-vi?ngay=2016-09-21&tim=xa+cu+12' 'Ban CHQS xã Cũ 12'
measure 'page of a commune, today' /don-vi/ban-chqs-xa-so-100 'Ban CHQS xã Số 100'
measure 'page of a district as at 21/9/2016' "/don-vi/$district?ngay=2016-09-21" 'Cụm đo 7'
