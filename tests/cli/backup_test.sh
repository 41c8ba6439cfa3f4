#!/usr/bin/env bash
# Backup and restore from the command line: sealed, damaged, killed, on a full disk, with a schedule.
. "$(dirname "$0")/lib.sh"
scope=(--cluster cum-mau --period 2020-H1)

# json_is NAME EXPRESSION: of the document d on standard output.
json_is() {
    holds "$1" python3 -c 'import json, sys
d = json.load(open(sys.argv[1]))
assert eval(sys.argv[2]), d' "$out" "$2"
}

# flip FILE TO OFFSET: a copy with one bit changed.
flip() {
    python3 -c 'import sys
b = bytearray(open(sys.argv[1], "rb").read())
b[int(sys.argv[3]) % len(b)] ^= 4
open(sys.argv[2], "wb").write(b)' "$@"
}

thidua init --data "$data" --sample training
thidua ranking --data "$data" "${scope[@]}" --json
cp "$out" "$folder/ranking"
mkdir -p "$data/files/ab" "$data/keys"
echo 'minh chứng' >"$data/files/ab/cdef0123"
echo 'bí mật' >"$data/keys/seal"
printf 'port = 8181\ndatabase =\n' >"$data/thidua.conf"

# --- keys and passphrases ----------------------------------------------------------------------
thidua backup-key make "$folder/luu" --json
is 'a pair of keys is made' status 0
holds 'the secret one for its owner only' test "$(stat -c %a "$folder/luu.key")" = 600
thidua backup-key make "$folder/luu"
is 'and never overwritten' status 1
thidua backup --data "$data" -o "$folder/key.sealed" --key "$folder/luu.pub" --json
is 'a backup is sealed to a key' status 0
json_is 'with the files' 'd["sealed"] and d["files"] == 2'
holds 'and cannot be read by others' test "$(stat -c %a "$folder/key.sealed")" = 600
holds 'nothing of it is in the clear' test "$(grep -c 'SQLite format\|minh ch' "$folder/key.sealed")" = 0
holds 'nothing is left in the data folder' test -z "$(find "$data" -name '.backup-*')"
echo 'một câu đủ dài để nhớ' >"$folder/passphrase"
echo 'một câu khác cũng đủ dài' >"$folder/other"
thidua backup --data "$data" -o "$folder/pass.sealed" --passphrase-file "$folder/passphrase"
is 'a backup is sealed with a passphrase' status 0
thidua backup --data "$data" -o "$folder/both" --passphrase-file "$folder/passphrase" --key "$folder/luu.pub"
is 'not with both' status 1
thidua backup --data "$data" -o "$folder/x" --key "$folder/luu.key"
is 'a secret key is not taken for a public one' err '.pub'
holds 'and nothing is left of the try' test ! -e "$folder/x" -a ! -e "$folder/x.part"

# --- proving -----------------------------------------------------------------------------------
thidua backup verify "$folder/key.sealed" --key "$folder/luu.key" --json
is 'a sealed backup is proven' status 0
json_is 'and tells what it holds' 'd["ok"] and d["files"] == 2 and d["config"] and d["rows"] > 500 and d["errors"] == 0'
thidua backup verify "$folder/key.sealed"
is 'not without the key' err '--key'
thidua backup verify "$folder/key.sealed" --passphrase-file "$folder/passphrase"
is 'nor with a passphrase' status 1
thidua backup verify "$folder/pass.sealed" --passphrase-file "$folder/other"
is 'a wrong passphrase is told' err 'Mật khẩu không đúng'
thidua backup verify "$folder/pass.sealed" --passphrase-file "$folder/passphrase"
is 'the right one opens it' status 0
thidua backup --data "$data" -o "$folder/plain.tar"
is 'a plain one says that it is plain' out 'không khóa'
size=$(stat -c %s "$folder/plain.tar")
found=0
for at in 0 100 124 148 300 512 4096 $((size / 3)) $((size / 2)) $((size - 9000)) $((size - 3000)) $((size - 1100)) $((size - 1)); do
    flip "$folder/plain.tar" "$folder/flipped.tar" "$at"
    thidua backup verify "$folder/flipped.tar"
    [ "$status" = 1 ] && found=$((found + 1))
done
holds 'a bit changed anywhere is found' test "$found" = 13
found=0
for at in 0 511 512 5000 $((size / 2)) $((size - 1024)) $((size - 512)) $((size - 1)); do
    head -c "$at" "$folder/plain.tar" >"$folder/cut.tar"
    thidua restore "$folder/cut.tar" --data "$folder/from-cut"
    [ "$status" = 1 ] && [ ! -e "$folder/from-cut" ] && found=$((found + 1))
done
holds 'a cut backup is never restored and leaves no folder' test "$found" = 8
(cat "$folder/plain.tar"; echo more) >"$folder/longer.tar"
thidua backup verify "$folder/longer.tar"
is 'something that follows is found' status 1

# --- restoring ---------------------------------------------------------------------------------
thidua restore "$folder/key.sealed" --data "$folder/back" --key "$folder/luu.key"
is 'a sealed backup is restored' status 0
is 'one is told as of when' out 'Dữ liệu đến'
thidua ranking --data "$folder/back" "${scope[@]}" --json
holds 'with the same ranking' cmp "$out" "$folder/ranking"
thidua verify --data "$folder/back"
is 'and the audit trail is whole' status 0
holds 'its files are the same' diff -r "$data/files" "$folder/back/files"
holds 'a sealed one holds the keys' diff -r "$data/keys" "$folder/back/keys"
holds 'the configuration waits to be looked over' test -f "$folder/back/thidua.conf.from-backup" -a ! -e "$folder/back/thidua.conf"
thidua restore "$folder/plain.tar" --data "$folder/plain"
is 'a plain one is restored' status 0
holds 'without the keys' test ! -e "$folder/plain/keys"
thidua restore "$folder/plain.tar" --data "$folder/plain"
is 'never over data' err 'không trống'
mkdir -p "$folder/half/.restore/files"
thidua restore "$folder/plain.tar" --data "$folder/half"
is 'what was left before anything had its place is cleared away' status 0
holds 'nothing half is left' test ! -e "$folder/half/.restore"
mkdir -p "$folder/torn/.restore" "$folder/torn/files"
thidua restore "$folder/plain.tar" --data "$folder/torn"
is 'a folder left half is refused' err 'dở dang'

# --- data that break rules ----------------------------------------------------------------------
cp -r "$data" "$folder/broken"
python3 -c 'import sqlite3, sys
db = sqlite3.connect(sys.argv[1])
db.execute("update criteria_table set locked_ms = null")
db.commit()' "$folder/broken/thidua.db"
thidua backup --data "$folder/broken" -o "$folder/broken.tar" --json
is 'data that break rules are backed up all the same' status 0
json_is 'and counted' 'd["errors"] > 0'
thidua restore "$folder/broken.tar" --data "$folder/from-broken"
is 'they are not restored unasked' status 2
is 'one is told what is wrong' out 'chưa khóa'
holds 'and nothing is there' test ! -e "$folder/from-broken"
thidua restore "$folder/broken.tar" --data "$folder/from-broken" --with-findings
is 'but when asked' status 0

# --- an old plain database ----------------------------------------------------------------------
python3 -c 'import sqlite3, sys
sqlite3.connect(sys.argv[1]).execute("vacuum into ?", (sys.argv[2],))' "$data/thidua.db" "$folder/old.db"
thidua restore "$folder/old.db" --data "$folder/from-old"
is 'a backup of the old form is restored' status 0
is 'and named so' out 'kiểu cũ'

# --- killed in the midst of it ------------------------------------------------------------------
head -c 60000000 /dev/urandom >"$data/files/ab/large0"
left=0
for pause in 0.02 0.08 0.2 0.35; do
    rm -f "$folder/killed.tar" "$folder/killed.tar.part"
    "$program" backup --data "$data" -o "$folder/killed.tar" >/dev/null 2>&1 &
    victim=$!
    sleep "$pause"
    kill -9 "$victim" 2>/dev/null
    wait "$victim" 2>/dev/null
    if [ -e "$folder/killed.tar" ]; then # it had its name already: then it must be whole
        thidua backup verify "$folder/killed.tar"
        [ "$status" = 0 ] || left=1
    elif [ -e "$folder/killed.tar.part" ]; then
        thidua backup verify "$folder/killed.tar.part"
        # whole only where it was killed between its end and its name
        [ "$status" = 0 ] && ! cmp -s <(tail -c 1024 "$folder/killed.tar.part") <(head -c 1024 /dev/zero) && left=1
    fi
done
holds 'a kill leaves no half file that is taken for good' test "$left" = 0
rm -f "$folder/killed.tar"
thidua backup --data "$data" -o "$folder/killed.tar"
is 'the next backup goes through' status 0
"$program" restore "$folder/killed.tar" --data "$folder/killed" >/dev/null 2>&1 &
victim=$!
sleep 0.1
kill -9 "$victim" 2>/dev/null
wait "$victim" 2>/dev/null
if [ -e "$folder/killed/thidua.db" ]; then
    thidua verify --data "$folder/killed"
else
    thidua serve --data "$folder/killed" --port 0
    [ "$status" = 1 ] && status=0
fi
is 'a killed restore is never taken for good' status 0
rm -f "$data/files/ab/large0"

# --- a full disk --------------------------------------------------------------------------------
if mkdir "$folder/tiny" && mount -t tmpfs -o size=600k tmpfs "$folder/tiny" 2>/dev/null; then
    thidua backup --data "$data" -o "$folder/tiny/full.tar"
    is 'a full disk' status 1
    is 'is told' err 'đầy'
    holds 'and nothing is left' test -z "$(ls -A "$folder/tiny")"
    thidua restore "$folder/plain.tar" --data "$folder/tiny/back"
    is 'a full disk while restoring' status 1
    is 'is told, too' err 'đầy'
    holds 'and leaves nothing' test -z "$(ls -A "$folder/tiny")"
    umount "$folder/tiny"
else
    echo '# no tmpfs may be mounted here: the full disk was not tried'
fi

# --- the schedule -------------------------------------------------------------------------------
mkdir "$folder/backups"
printf 'backup_folder = %s\nbackup_key = %s\nbackup_at = 00:00\n' "$folder/backups" "$folder/luu.pub" >"$data/thidua.conf"
serve --port 0
for _ in $(seq 600); do
    thidua job list --data "$data" --json
    grep -q '"state": "done"' "$out" && break
    sleep 0.1
done
made=$(find "$folder/backups" -name 'thidua-*.tar.sealed' | head -1)
holds 'a server that starts makes the backup that was missed' test -n "$made"
stop
thidua backup verify "$made" --key "$folder/luu.key"
is 'sealed and whole' status 0
serve --port 0
sleep 1
stop
holds 'once a day' test "$(find "$folder/backups" -type f | wc -l)" = 1

done_testing
