# shellcheck shell=bash
# Certificates of any age, for the tests; sourced. openssl's own commands begin "now", its ca does not.

# dated FOLDER site|ca FROM UNTIL: puts a certificate of that kind, valid between these instants
# ("20200101000000Z"), in the place of the one that is there; the keys stay.
dated() (
    cd "$1" || exit 1
    work=$(mktemp -d)
    : >"$work/index"
    cat >"$work/ca.conf" <<CONF
[ca]
default_ca = any
[any]
database = $work/index
new_certs_dir = $work
rand_serial = yes
default_md = sha256
policy = any_policy
copy_extensions = copy
[any_policy]
commonName = supplied
[req]
distinguished_name = none
[none]
CONF
    if [ "$2" = ca ]; then
        by=(-selfsign -keyfile ca.key)
        extensions='basicConstraints=critical,CA:TRUE'
    else
        by=(-keyfile ca.key -cert ca.pem)
        extensions='basicConstraints=critical,CA:FALSE'
    fi
    printf '[ext]\n%s\n' "$extensions" >>"$work/ca.conf"
    openssl req -new -key "$2.key" -subj "/CN=thidua test" -config "$work/ca.conf" -out "$work/csr" &&
        openssl ca -batch -notext -config "$work/ca.conf" -extensions ext -in "$work/csr" "${by[@]}" \
            -startdate "$3" -enddate "$4" -out "$work/pem" && mv "$work/pem" "$2.pem"
    status=$?
    rm -rf "$work"
    exit $status
) >/dev/null 2>&1
