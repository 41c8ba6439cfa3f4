#!/usr/bin/env bash
# ./run and the setup it shares with ./test. No packages are installed here: apt-get is a stub.
. "$(dirname "$0")/lib.sh"
project=$(realpath "$(dirname "$0")/../..")

mkdir -p "$folder/made-up/packaging" "$folder/stubs"
cat >"$folder/made-up/packaging/apt.txt" <<'END'
# a list
gcc # compiler

nodejs (or no-such-program) # runs npm
npm (or bash) # comes with the above
test: chromium # browser
END
cat >"$folder/stubs/dpkg-query" <<'END'
#!/bin/sh
echo 'gcc installed'
echo 'nodejs not-installed'
END
cat >"$folder/stubs/apt-get" <<'END'
#!/bin/sh
echo "apt-get $*"
END
cat >"$folder/stubs/id" <<'END'
#!/bin/sh
echo "${STUB_ID:-0}"
END
chmod +x "$folder"/stubs/*
ln -s /bin/bash /usr/bin/env /usr/bin/grep "$folder/stubs/"

# setup COMMAND...: runs functions of setup.sh in the made-up project, with nothing but stubs around.
setup() {
    status=0
    (cd "$folder/made-up" && PATH=$folder/stubs bash -euc ". $project/tools/setup.sh; $*") \
        >"$out" 2>"$err" || status=$?
}

setup 'listed_packages all; echo --; listed_packages run'
holds 'packages are listed, those of tests apart' \
    test "$(tr '\n' ' ' <"$out")" = 'gcc nodejs chromium -- gcc nodejs '
setup install_packages run
is 'what is missing is installed' err 'apt-get install -y -qq --no-install-recommends nodejs'
holds 'and what is there is left alone' test -z "$(grep -o 'recommends.*gcc' "$err")"
STUB_ID=1000 setup install_packages run
is 'without an administrator it gives up' status 1
is 'and says what he is to run' err 'apt-get install --no-install-recommends nodejs'
printf '#!/bin/sh\nexit 100\n' >"$folder/stubs/apt-get"
setup install_packages run
is 'when packages cannot be had it gives up' status 1
is 'and says so' err 'Không cài được gói'
rm "$folder/stubs/dpkg-query"
setup install_packages run
is 'elsewhere than on Debian it goes on' status 0
is 'and names the list' err 'packaging/apt.txt'

# A built project starts without the network: whoever would ask it is a stub that fails.
mkdir "$folder/offline"
for tool in apt-get npm sudo curl; do
    printf '#!/bin/sh\necho "asked the network: %s" >&2\nexit 1\n' "$tool" >"$folder/offline/$tool"
done
chmod +x "$folder"/offline/*

# start OPTION...: ./run on $data until it says where it answers; sets $url.
start() {
    : >"$folder/served"
    PATH=$folder/offline:$PATH THIDUA_DATA=$data "$project/run" --port 0 "$@" \
        >"$folder/served" 2>&1 </dev/null &
    pids+=($!)
    url=
    while [ -z "$url" ] && kill -0 "${pids[-1]}" 2>/dev/null; do
        url=$(grep -om1 'http://127\.0\.0\.1:[0-9]*' "$folder/served") || sleep 0.05
    done
    out=$folder/served
}

if [ "$program" = "$project/build/thidua" ]; then
    start
    holds 'run starts with the training sample' curl -fsS --max-time 10 "$url/dang-nhap"
    is 'and prints the accounts of this installation' out thuongtruc
    stop
    is 'and ends well' status 0
    accounts=$(cat "$data/tai-khoan.txt")
    start
    holds 'a second start takes the same data' test "$accounts" = "$(cat "$data/tai-khoan.txt")"
    stop
    data=$folder/empty
    start --empty
    is 'run --empty starts too' out quantri
    holds 'without the accounts of the sample' test -z "$(grep damsay "$folder/served")"
    stop
    start --port 65536
    is 'options reach the program, and so do its sentences' out 65535
fi

done_testing
