#!/usr/bin/env bash
# The program behind the shipped nginx site, with a certificate as thidua-certificate makes it; on loopback.
. "$(dirname "$0")/../cli/lib.sh"
here=$(realpath "$(dirname "$0")")
packaging=$here/../../packaging
nginx=$(PATH=$PATH:/usr/sbin command -v nginx) || { echo '1..0 # SKIP nginx is missing (apt: nginx-light)'; exit 0; }
command -v openssl >/dev/null || { echo '1..0 # SKIP openssl is missing'; exit 0; }
name=thidua.noibo
socket=$folder/http.sock
cookies=$folder/cookies

# --- certificate ---
status=0
THIDUA_TLS=$folder/tls "$packaging/nginx/thidua-certificate" "$name" 127.0.0.1 >"$out" 2>"$err" || status=$?
is 'a certificate is made' status 0
holds 'its keys are for the owner alone' \
    test "$(stat -c %a "$folder/tls/ca.key" "$folder/tls/site.key" | sort -u)" = 600
first=$(sha256sum <"$folder/tls/ca.pem")
THIDUA_TLS=$folder/tls "$packaging/nginx/thidua-certificate" "$name" 127.0.0.1 >"$out" 2>"$err" || status=$?
holds 'a second one comes from the same authority' test "$first" = "$(sha256sum <"$folder/tls/ca.pem")"
status=0
THIDUA_TLS=$folder/tls "$packaging/nginx/thidua-certificate" bank.example >"$out" 2>"$err" || status=$?
is 'the authority vouches for no other name' status 1
holds 'and the site keeps its certificate' openssl verify -CAfile "$folder/tls/ca.pem" \
    -verify_hostname "$name" -verify_ip 127.0.0.1 "$folder/tls/site.pem"

# --- the program and nginx ---
thidua init --data "$data" --sample training --json
password=$(python3 -c 'import json, sys
print(next(a["password"] for a in json.load(open(sys.argv[1]))["accounts"] if a["login"] == "thuongtruc"))' "$out")
printf 'unix_socket = %s\nlog_requests = yes\n' "$socket" >"$data/thidua.conf"
"$program" serve --data "$data" >"$folder/served" 2>&1 </dev/null &
pids+=($!)
until [ -S "$socket" ] || ! kill -0 "${pids[-1]}" 2>/dev/null; do sleep 0.05; done

read -r plain tls < <(python3 -c '
import socket
a, b = socket.socket(), socket.socket()
a.bind(("127.0.0.1", 0)); b.bind(("127.0.0.1", 0))
print(a.getsockname()[1], b.getsockname()[1])')
sed -e "/listen \[::\]/d" -e "s/listen 80;/listen 127.0.0.1:$plain;/" \
    -e "s/listen 443 /listen 127.0.0.1:$tls /" -e "s|/etc/thidua/tls|$folder/tls|" \
    -e "s|unix:/run/thidua/http.sock|unix:$socket|" "$packaging/nginx/thidua.conf" >"$folder/site"
user=
[ "$(id -u)" != 0 ] || user='user root;'
cat >"$folder/nginx.conf" <<END
$user
daemon off;
worker_processes 1;
pid $folder/nginx.pid;
error_log $folder/nginx.log;
events { worker_connections 256; }
http {
    access_log off;
    client_body_temp_path $folder/body;
    proxy_temp_path $folder/proxy;
    fastcgi_temp_path $folder/fastcgi;
    uwsgi_temp_path $folder/uwsgi;
    scgi_temp_path $folder/scgi;
    include $folder/site;
}
END
status=0
"$nginx" -t -e "$folder/nginx.log" -c "$folder/nginx.conf" >"$out" 2>"$err" || status=$?
is 'nginx takes the shipped site' status 0
holds 'without a warning' test -z "$(grep -F '[warn]' "$err")"
"$nginx" -e "$folder/nginx.log" -c "$folder/nginx.conf" >"$folder/nginx.out" 2>&1 </dev/null &
pids+=($!)

# ask PATH OPTION...: through nginx with TLS, checked against our authority.
site=https://$name:$tls
ask() {
    local path=$1
    shift
    status=0
    curl -sS --max-time 20 --resolve "$name:$tls:127.0.0.1" --cacert "$folder/tls/ca.pem" \
        -b "$cookies" -c "$cookies" -D "$folder/head" -o "$out" "$@" "$site$path" 2>"$err" || status=$?
    code=$(awk 'NR == 1 {print $2}' "$folder/head" 2>/dev/null)
}
csrf() {
    sed -n 's/.*name="csrf" value="\([^"]*\)".*/\1/p' "$out" | head -n 1
}

ask /dang-nhap --retry 20 --retry-connrefused --retry-delay 1
is 'the certificate is trusted' status 0
holds 'the sign-in page comes over TLS' test "$code" = 200
holds 'with a cookie that only this host over TLS gets' \
    grep -qiE '^set-cookie: __Host-thidua_visit=[^;]+; Path=/; .*Secure' "$folder/head"
holds 'and browsers are told to stay with TLS' \
    grep -qiE '^strict-transport-security: max-age=[0-9]{8}; includeSubDomains' "$folder/head"
holds 'the headers of the program stand once' \
    test "$(grep -ciE '^(x-content-type-options|content-security-policy):' "$folder/head")" = 2
ask /dang-nhap --data-urlencode login=thuongtruc --data-urlencode "password=$password" \
    --data-urlencode "csrf=$(csrf)" -H "Origin: $site"
holds 'signing in works' test "$code" = 303
holds 'the session cookie is Secure, HttpOnly and __Host-' \
    grep -qiE '^set-cookie: __Host-thidua_session=[^;]+; Path=/; HttpOnly; .*Secure' "$folder/head"
holds 'and no unprotected one is set' test -z "$(grep -iE '^set-cookie: thidua_session=' "$folder/head")"
ask /cum/cum-mau/2020-H1/xep-thu
holds 'the ranking is there' test "$code" = 200
ask /dang-nhap -H 'Origin: https://bank.example' --data-urlencode login=a
holds 'a POST of another site is refused' test "$code" = 403

for path in /healthz /metrics; do
    ask "$path"
    holds "$path is not for visitors" test "$code" = 404
    holds "$path answers on the socket" \
        curl -fsS --max-time 10 --unix-socket "$socket" "http://thidua$path"
    status=$(curl -s --max-time 10 -o "$out" -w '%{http_code}' -H 'X-Real-IP: 10.0.0.7' \
        --unix-socket "$socket" "http://thidua$path")
    is "$path is not for whom a proxy speaks" status 404
done
status=$(curl -s --max-time 10 -o "$out" -w '%{http_code} %{redirect_url}' -H "Host: $name" "http://127.0.0.1:$plain/a?b")
is 'plain HTTP leads to TLS' status "301 https://$name/a?b"
status=$(curl -s --max-time 10 -o "$out" -w '%{http_code}' -H "Host: $name" "http://127.0.0.1:$plain/api/v1/me")
is 'but no program: it would not notice' status 403
ask /healthz
holds 'what nginx answers by itself is not sniffed' grep -qiE '^x-content-type-options: nosniff' "$folder/head"
holds 'and is framed by nobody' grep -qi "frame-ancestors 'none'" "$folder/head"
status=0
curl -sS --max-time 10 --tls-max 1.2 --ciphers AES256-SHA --resolve "$name:$tls:127.0.0.1" --cacert "$folder/tls/ca.pem" \
    -o "$out" "$site/dang-nhap" 2>"$err" || status=$?
is 'a cipher without forward secrecy is refused' status 35

# --- what two programs in a row may read differently ---
timeout 120 python3 "$here/smuggle.py" "$tls" "$name" "$folder/tls/ca.pem" >"$folder/rows" 2>"$err"
while read -r verdict what; do
    cp "$folder/rows" "$out"
    holds "refused, or one request: $what" test "$verdict" = OK
done <"$folder/rows"
holds 'all rows were sent' test "$(wc -l <"$folder/rows")" = 17
ask /tro-giup
holds 'after that the program answers as before' test "$code" = 200

# --- guessing passwords ---
codes=$(curl -s --max-time 60 --resolve "$name:$tls:127.0.0.1" --cacert "$folder/tls/ca.pem" -o /dev/null \
    -w '%{http_code}\n' "$site/dang-nhap?[1-60]")
echo "$codes" >"$out"
holds 'who asks for the sign-in page all the time is slowed down' grep -qx 429 "$out"
ask /tro-giup
holds 'but only there' test "$code" = 200

stop
is 'nginx ends well' status 0
stop
is 'and so does the program' status 0
holds 'no request came through that was smuggled' test -z "$(grep -F 'route=/giao-dien' "$folder/served")"
holds 'the log holds no address of a visitor' test -z "$(grep -F '127.0.0.1' "$folder/served")"

done_testing
