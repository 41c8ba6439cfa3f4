#!/usr/bin/env bash
# Data folders: made once, used by one program at a time, and a sentence for each thing that is wrong.
. "$(dirname "$0")/lib.sh"

thidua init --data "$data" --sample training --json
is 'a folder is made with the training sample' status 0
holds 'it prints one JSON document' python3 -m json.tool "$out"
holds 'each account has a name, a role and a password of its own' python3 - "$out" <<'END'
import json, sys
accounts = json.load(open(sys.argv[1]))["accounts"]
assert {"office", "admin", "head", "unit", "reader"} <= {a["role"] for a in accounts}
assert len({a["password"] for a in accounts}) == len(accounts)
assert all(len(a["password"]) >= 12 and a["login"] for a in accounts)
END
holds 'only its owner may read the folder' test "$(stat -c %a "$data")" = 700
holds 'and the passwords' test "$(stat -c %a "$data/tai-khoan.txt")" = 600
sum=$(sha256sum <"$data/thidua.db")

thidua init --data "$data" --sample training
is 'a folder that holds data is not made again' status 1
is 'and one is told so' err 'đã có dữ liệu'
holds 'and it stays as it was' test "$sum" = "$(sha256sum <"$data/thidua.db")"

THIDUA_LANG=en thidua init --data "$data"
is 'English by THIDUA_LANG' err 'data already'

thidua init --data "$folder/new" --sample no-such-sample
is 'an unknown sample is refused' status 1
is 'and the samples are named' err 'training-blank'
holds 'and no folder is left' test ! -e "$folder/new"

: >"$folder/file"
thidua init --data "$folder/file"
is 'a file in place of the folder is refused' status 1

mkdir -m 555 "$folder/closed"
chmod 755 "$folder"
as_other=()
if [ "$(id -u)" = 0 ]; then
    as_other=(setpriv --reuid nobody --regid nogroup --clear-groups)
fi
# The program may stand where another user cannot go, so he gets a copy.
cp "$program" "$folder/thidua"
status=0
timeout 60 "${as_other[@]}" "$folder/thidua" init --data "$folder/closed" >"$out" 2>"$err" || status=$?
is 'a read-only folder is refused' status 1
is 'and one is told to look at its permissions' err 'không cho ghi'

thidua serve --data "$folder/nowhere"
is 'a folder without data is not served' status 1
is 'and one is told how to make it' err 'thidua init'

serve --port 0
holds 'the sign-in page is answered' curl -fsS --max-time 10 "$url/dang-nhap"
thidua serve --data "$data" --port 0
is 'a second program on the folder is refused' status 1
is 'and one is told to end the first' err 'Một chương trình khác'

thidua init --data "$folder/empty"
is 'a folder without samples is made' status 0
thidua serve --data "$folder/empty" --port "${url##*:}"
is 'a port in use is refused' status 1
is 'and one is told to choose another' err '--port'
thidua serve --data "$folder/empty" --port 65536
is 'a port beyond 65535 is refused' status 1
stop
is 'the server ends well when told to' status 0

thidua no-such-command
is 'an unknown command is refused' status 1
is 'and one is told where the commands are listed' err 'thidua help'
thidua serve --data "$data" --no-such-option
is 'an unknown option is refused' status 1

done_testing
