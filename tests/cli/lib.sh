# shellcheck shell=bash
# What the tests of the command line share; sourced. $1 is the program.
#
#     thidua init --data "$data"          runs it; $status, $out (file) and $err (file) tell how
#     is 'a fresh folder is made' status 0
#     is 'it names the folder' out "$data"        a line of standard output contains this
#     done_testing
set -u
program=$(realpath "$1")
folder=$(mktemp -d "${TMPDIR:-/tmp}/thidua-cli.XXXXXX")
data=$folder/data
out=$folder/out
err=$folder/err
status=
number=0
failures=0
pids=()

tidy() {
    local pid
    for pid in "${pids[@]}"; do
        kill "$pid" 2>/dev/null && wait "$pid"
    done
    chmod -R u+w "$folder" && rm -rf "$folder"
}
trap tidy EXIT

thidua() {
    status=0
    timeout 60 "$program" "$@" >"$out" 2>"$err" </dev/null || status=$?
}

# serve OPTION...: starts a server; sets $url. Waits until it says where it answers.
serve() {
    : >"$folder/served"
    "$program" serve --data "$data" "$@" >"$folder/served" 2>&1 </dev/null &
    pids+=($!)
    url=
    while [ -z "$url" ] && kill -0 "${pids[-1]}" 2>/dev/null; do
        url=$(grep -om1 'http://127\.0\.0\.1:[0-9]*' "$folder/served") || sleep 0.05
    done
}

# Stops the server that was started last; its status is in $status.
stop() {
    status=0
    kill -TERM "${pids[-1]}"
    wait "${pids[-1]}" || status=$?
    unset 'pids[-1]'
}

report() {
    number=$((number + 1))
    if [ "$1" = 0 ]; then
        echo "ok $number - $2"
        return
    fi
    failures=$((failures + 1))
    echo "not ok $number - $2"
    { echo "status $status" && head -c 2000 "$out" "$err"; } 2>/dev/null | sed 's/^/# /'
}

# is NAME status N | out TEXT | err TEXT | empty out|err
is() {
    local holds=0
    case $2 in
    status) [ "$status" = "$3" ] || holds=1 ;;
    out) grep -qF -- "$3" "$out" || holds=1 ;;
    err) grep -qF -- "$3" "$err" || holds=1 ;;
    empty) [ ! -s "$folder/$3" ] || holds=1 ;;
    *) holds=1 ;;
    esac
    report "$holds" "$1"
}

# holds NAME COMMAND...: the command succeeds.
holds() {
    local name=$1 failed=0
    shift
    "$@" >/dev/null 2>&1 || failed=1
    report "$failed" "$name"
}

done_testing() {
    echo "1..$number"
    exit $((failures > 0))
}
