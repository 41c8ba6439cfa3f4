#!/usr/bin/env bash
# The program behind the system call filter of the shipped unit: it works, and so does the process in which it
# locks the reader of files from outside. $2 is service_filter.
. "$(dirname "$0")/../cli/lib.sh"
filter=$(realpath "$2")
project=$(realpath "$(dirname "$0")/../..")
command -v systemd-analyze >/dev/null || { echo '1..0 # SKIP systemd-analyze is missing'; exit 0; }

python3 - "$project/packaging/systemd/thidua.service" >"$folder/calls" 2>"$err" <<'END'
import subprocess, sys
def expand(name):
    """The system calls of a set, with those of the sets in it."""
    if not name.startswith("@"):
        return {name}
    lines = subprocess.run(["systemd-analyze", "--no-pager", "syscall-filter", name], check=True,
                           capture_output=True, text=True).stdout.split("\n")[1:]
    words = [line.strip() for line in lines]
    return set().union(*(expand(word) for word in words if word and not word.startswith("#")))
calls = set()
for line in open(sys.argv[1]):
    key, _, value = line.strip().partition("=")
    if key == "SystemCallFilter":
        names = set().union(*(expand(word) for word in value.lstrip("~").split()))
        calls = calls - names if value.startswith("~") else calls | names
# systemd lets these through in any case: it needs them to start the program.
calls |= {"execve", "exit", "exit_group", "getrlimit", "rt_sigreturn", "brk", "mmap", "munmap"}
print(*sorted(calls), sep="\n")
END
holds 'the filter of the unit is read' grep -qx landlock_restrict_self "$folder/calls"

# filtered COMMAND...: as thidua, behind the filter.
filtered() {
    status=0
    timeout 60 "$filter" "$@" <"$folder/calls" >"$out" 2>"$err" || status=$?
}

filtered "$(PATH=$PATH:/usr/sbin command -v chroot)" / true
holds 'the filter holds: nobody gets another root' test "$status" = 125
thidua init --data "$data" --sample training-blank
filtered "$program" doctor --data "$data" --json
holds 'the program works, its files are safe, and the reader of sheets locks itself in' \
    python3 - "$out" <<'END'
import json, sys
checks = {check["name"]: check["ok"] for check in json.load(open(sys.argv[1]))["checks"]}
assert checks["sheet_reader"] and checks["database"] and checks["folder_writable"]
END
filtered "$program" import criteria "$project/tests/data/tieu-chi-2020.xlsx" --check \
    --data "$data" --cluster cum-mau --period 2020-H1
holds 'a table of criteria is read' test "$status" != 120 -a -s "$out"
is 'without a fault' status 0

printf 'port = 0\n' >"$data/thidua.conf"
"$filter" "$program" serve --data "$data" <"$folder/calls" >"$folder/served" 2>&1 &
pids+=($!)
url=
while [ -z "$url" ] && kill -0 "${pids[-1]}" 2>/dev/null; do
    url=$(grep -om1 'http://127\.0\.0\.1:[0-9]*' "$folder/served") || sleep 0.05
done
holds 'pages are served' curl -fsS --max-time 10 "$url/dang-nhap"
holds 'and the database answers' curl -fsS --max-time 10 "$url/healthz"
stop
is 'the service ends well' status 0

done_testing
