#!/usr/bin/env bash
# The configuration file as the administrator meets it, and the program as a service.
. "$(dirname "$0")/lib.sh"

thidua init --data "$data"
is 'a folder for these tests' status 0

thidua config --sample
is 'a sample file is printed' out '#port = 8080'
cp "$out" "$data/thidua.conf"
thidua config --data "$data"
is 'which is right as it stands' status 0
is 'and says so' out 'Cấu hình đúng.'

printf '# máy chủ\r\nprot = 9000\r\nworkers = 0\r\n' >"$data/thidua.conf"
thidua config --data "$data"
is 'a misspelt key is a fault' status 2
is 'named with its line' err 'thidua.conf:2: Không có khóa “prot”'
is 'and so is a value out of range' err 'thidua.conf:3: “workers” phải là số từ 1 đến 64'
thidua serve --data "$data" --port 0
is 'with faults nothing is served' status 1
is 'and one is told why' err 'thidua.conf:2'
thidua backup --data "$data" -o "$folder/copy"
is 'other commands refuse too' status 1

printf 'port = 0\nlog_requests = yes\ndatabase = \n' >"$data/thidua.conf"
thidua config --data "$data" --json
holds 'what is in use comes with its source' python3 - "$out" <<'END'
import json, sys
keys = {key["name"]: key for key in json.load(open(sys.argv[1]))}
assert keys["port"]["value"] == "0" and keys["port"]["source"] == "thidua.conf"
assert keys["workers"]["value"] == keys["workers"]["default"] == "4"
END
serve
holds 'the file decides where is served' curl -fsS --max-time 10 "$url/dang-nhap"
stop
holds 'and that requests are logged' grep -q 'event=http.request .*route=/dang-nhap status=200' \
    "$folder/served"

echo 'database = host=/nowhere password=bi-mat' >"$data/thidua.conf"
thidua config --data "$data" --explain
holds 'a password is never printed' test -z "$(grep bi-mat "$out")"
is 'a value that is set is told as set' out '…'

# Waits for a socket that the program makes.
socket=$folder/http.sock
echo "unix_socket = $socket" >"$data/thidua.conf"
"$program" serve --data "$data" >"$folder/served" 2>&1 </dev/null &
pids+=($!)
until [ -S "$socket" ] || ! kill -0 "${pids[-1]}" 2>/dev/null; do sleep 0.05; done
holds 'a Unix socket is served' curl -fsS --retry 5 --retry-all-errors --max-time 10 \
    --unix-socket "$socket" http://thidua/dang-nhap
holds 'which is for owner and group' test "$(stat -c %a "$socket")" = 660
stop
is 'it ends well' status 0
holds 'and takes its socket away' test ! -e "$socket"

# What systemd does: a socket made before the program, readiness told to another one.
holds 'an inherited socket is served, and readiness told' \
    timeout 60 python3 - "$program" "$data" "$folder" <<'END'
import os, signal, socket, subprocess, sys
program, data, folder = sys.argv[1:]
listener = socket.socket(socket.AF_UNIX)
listener.bind(folder + "/given.sock")
listener.listen(16)
told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
told.bind(folder + "/told.sock")
told.settimeout(30)
child = os.fork()
if child == 0:
    os.dup2(listener.fileno(), 3)
    os.set_inheritable(3, True)
    os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1", NOTIFY_SOCKET=folder + "/told.sock")
    os.execv(program, [program, "serve", "--data", data])
try:
    assert told.recv(100) == b"READY=1"
    answer = subprocess.run(["curl", "-fsS", "--max-time", "10", "--unix-socket",
                             folder + "/given.sock", "http://thidua/dang-nhap"], capture_output=True)
    assert answer.returncode == 0 and b"<html" in answer.stdout
finally:
    os.kill(child, signal.SIGTERM)
assert told.recv(100) == b"STOPPING=1"
assert os.waitpid(child, 0)[1] == 0
assert os.path.exists(folder + "/given.sock"), "the socket is systemd's to remove"
END

done_testing
