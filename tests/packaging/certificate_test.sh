#!/usr/bin/env bash
# Certificates that are about to expire, or have: told by thidua-certificate and by thidua doctor, and
# renewed without the PCs having to trust again.
. "$(dirname "$0")/../cli/lib.sh"
here=$(realpath "$(dirname "$0")")
. "$here/certificate_lib.sh"
command -v openssl >/dev/null || { echo '1..0 # SKIP openssl is missing'; exit 0; }
tls=$folder/tls
site=thidua.noibo

certificate() {
    status=0
    THIDUA_TLS=$tls "$here/../../packaging/nginx/thidua-certificate" "$@" >"$out" 2>"$err" || status=$?
}

# doctor_says NAME CHECK EXPRESSION: of that check's line, `c`.
doctor_says() {
    thidua doctor --data "$data" --json
    holds "$1" python3 - "$out" "$2" "$3" <<'PYTHON'
import json, sys
c = next(c for c in json.load(open(sys.argv[1]))["checks"] if c["name"] == sys.argv[2])
assert eval(sys.argv[3]), c
PYTHON
}

# days N: that many days from now, as openssl reads it.
days() { date -u -d "now $1 days" +%Y%m%d%H%M%SZ; }

thidua init --data "$data"
echo "tls_folder = $tls" >"$data/thidua.conf"
thidua doctor --data "$data" --json
is 'a machine without a site is well' status 0
holds 'and no certificate is looked at' test -z "$(grep certificate "$out")"

certificate "$site" 127.0.0.1
is 'an authority and a certificate are made' status 0
cp "$tls/ca.pem" "$folder/trusted.pem" # what the PCs have
trusts() {
    openssl verify -x509_strict -CAfile "$folder/trusted.pem" -purpose sslserver -verify_hostname "$site" \
        -verify_ip 127.0.0.1 "$tls/site.pem"
}
holds 'the PCs trust it' trusts
holds 'others may read the certificates' test "$(stat -c %a "$tls" "$tls/site.pem" "$tls/ca.pem" | xargs)" = '755 644 644'
holds 'and not the keys' test "$(stat -c %a "$tls/site.key" "$tls/ca.key" | xargs)" = '600 600'
certificate --check
is 'both are good' status 0
is 'it says until when' out 'còn hiệu lực đến'
doctor_says 'the doctor finds the site certificate well' certificate_site 'c["ok"] and "ngày" in c["detail"]'
doctor_says 'and the authority' certificate_authority 'c["ok"]'
is 'so the machine is well' status 0

# --- the site's ------------------------------------------------------------------------------------
holds 'a certificate of ten more days is made' dated "$tls" site 20200101000000Z "$(days 10)"
certificate --check
is 'it is to be renewed' status 1
is 'that is said' out 'sắp hết hạn'
is 'and that the PCs need nothing' out 'Các máy Windows không phải làm gì'
doctor_says 'the doctor says so too' certificate_site 'not c["ok"] and "thidua-certificate" in c["advice"]'

holds 'a certificate that expired is made' dated "$tls" site 20200101000000Z 20210101000000Z
holds 'the PCs do not trust it' bash -c "! openssl verify -CAfile '$folder/trusted.pem' '$tls/site.pem'"
certificate --check
is 'it is to be renewed' status 1
is 'it has expired' out 'đã hết hạn'
doctor_says 'the doctor says when' certificate_site 'not c["ok"] and "đã hết hạn ngày 1/1/2021" in c["detail"]'
is 'and is not well' status 1
THIDUA_LANG=en thidua doctor --data "$data"
is 'in English too' out 'The PCs need nothing'

certificate "$site" 127.0.0.1
is 'it is renewed' status 0
holds 'by the authority that the PCs trust' cmp "$folder/trusted.pem" "$tls/ca.pem"
holds 'so they trust it again' trusts
certificate --check
is 'and all is good' status 0

# --- the authority's -------------------------------------------------------------------------------
holds 'an authority of a hundred more days is made' dated "$tls" ca 20200101000000Z "$(days 100)"
certificate --check
is 'it is told in time' status 1
is 'and that each PC must trust the next one' out 'từng máy Windows phải tin cậy ca.pem mới'
doctor_says 'the doctor says so too' certificate_authority 'not c["ok"] and "ca.pem mới" in c["advice"]'
certificate "$site" 127.0.0.1
is 'until then it issues certificates' status 0
is 'and says so again' out 'chứng thư gốc (CA) chỉ còn'
holds 'that last no longer than itself' bash -c "! openssl x509 -in '$tls/site.pem' -noout -checkend $((100 * 86400))"

holds 'an authority that expired is made' dated "$tls" ca 20200101000000Z 20210101000000Z
sum=$(sha256sum <"$tls/site.pem")
certificate "$site" 127.0.0.1
is 'it issues nothing' status 1
is 'with a sentence' err 'đã hết hạn'
holds 'and the site keeps its certificate' test "$sum" = "$(sha256sum <"$tls/site.pem")"
doctor_says 'the doctor says when' certificate_authority 'not c["ok"] and "1/1/2021" in c["detail"]'

mv "$tls" "$folder/old"
certificate "$site" 127.0.0.1
is 'with the folder renamed there is a new authority' status 0
doctor_says 'and the doctor is content' certificate_authority 'c["ok"]'

# --- what cannot be read ---------------------------------------------------------------------------
echo 'no certificate' >"$tls/site.pem"
certificate --check
is 'a file that is no certificate is amiss' status 1
doctor_says 'for the doctor too' certificate_site 'not c["ok"] and "site.pem" in c["detail"]'
holds 'a certificate of tomorrow is made' dated "$tls" site "$(days 5)" "$(days 50)"
doctor_says 'it is not yet valid' certificate_site 'not c["ok"] and "chỉ có hiệu lực từ" in c["detail"]'

done_testing
