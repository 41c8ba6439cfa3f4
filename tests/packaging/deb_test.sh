#!/usr/bin/env bash
# The Debian package: what is in it, and that the program runs from where it is installed.
. "$(dirname "$0")/../cli/lib.sh"
project=$(realpath "$(dirname "$0")/../..")
build=$(dirname "$program")

for tool in dpkg-deb dpkg-shlibdeps; do
    command -v "$tool" >/dev/null || { echo "1..0 # SKIP $tool is missing"; exit 0; }
done

status=0
"$project/packaging/build-deb" "$build" "$folder" >"$out" 2>"$err" || status=$?
is 'the package is built' status 0
package=$(tail -n 1 "$out")
root=$folder/root
holds 'it can be unpacked' dpkg-deb -x "$package" "$root"
dpkg-deb -c "$package" >"$out"
holds 'all belongs to root' test -z "$(grep -v ' root/root ' "$out")"
holds 'nothing is writable by others or runs with other rights' \
    test -z "$(find "$root" ! -type l \( -perm /022 -o -perm /6000 \))"
dpkg-deb -f "$package" >"$out"
holds 'its version is the program'"'"'s' grep -qx "Version: $(sed -n "s/^ *version: '\(.*\)',$/\1/p" "$project/meson.build")" "$out"
is 'it asks for the libraries' out 'libmicrohttpd12 (>='
is 'and for the fonts of the papers' out fonts-liberation2
dpkg-deb -e "$package" "$folder/control"
for script in postinst prerm postrm; do
    holds "$script is a sound shell script" sh -n "$folder/control/$script"
done

holds 'the guides are there, and the proof that needs no program' \
    sh -c "cd '$root/usr/share/doc/thidua' && test -s audit.md -a -s backup.md -a -s thanh-tra.md -a -s examples/audit_check.py"

program=$root/usr/bin/thidua
thidua init --data "$data" --sample training
is 'the installed program makes a folder' status 0
thidua doctor --data "$data" --json
# How fast this disk is, is not the package's matter.
holds 'and finds this machine fit: fonts, folder, database, the reader it spawns' python3 - "$out" <<'END'
import json, sys
checks = {check["name"]: check["ok"] for check in json.load(open(sys.argv[1]))["checks"]}
assert checks["sheet_reader"] and checks["database"] and checks["fonts"]
assert all(ok for name, ok in checks.items() if name not in ("durable_write", "free_space"))
END
cp "$root/usr/share/doc/thidua/examples/thidua.conf" "$data/thidua.conf"
thidua config --data "$data"
is 'the sample configuration is right' status 0

if command -v systemd-analyze >/dev/null; then
    units=$root/lib/systemd/system
    sed "s|/usr/bin/thidua|$program|" "$units/thidua.service" >"$folder/thidua.service"
    cp "$units/thidua.socket" "$folder/"
    status=0
    systemd-analyze verify --man=no "$folder/thidua.service" "$folder/thidua.socket" >"$out" 2>&1 || status=$?
    is 'systemd takes the units' status 0
    holds 'without a warning' test ! -s "$out"
    systemd-analyze security --offline=true --no-pager "$folder/thidua.service" >"$out" 2>&1
    tail -n 1 "$out" | sed 's/^/# /'
    level=$(sed -n 's/.*exposure level for thidua.service: \([0-9.]*\) .*/\1/p' "$out")
    holds 'and sees little exposed (at most 1.5 of 10)' \
        python3 -c 'import sys; sys.exit(not 0 < float(sys.argv[1]) <= 1.5)' "${level:-10}"
else
    number=$((number + 1))
    echo "ok $number - systemd takes the units # SKIP systemd-analyze is missing"
fi

done_testing
