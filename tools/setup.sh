# shellcheck shell=bash
# Shell functions of ./run and ./test, which source this file in the project folder.

say() {
    printf '%s\n' "$@" >&2
}

# Names of the packages that packaging/apt.txt lists; $1 is "all" or "run" (those tests need left out).
listed_packages() {
    local line name program
    while IFS= read -r line; do
        line=${line%%#*}
        case $line in
        test:*)
            [ "$1" = all ] || continue
            line=${line#test:}
            ;;
        esac
        read -r name _ program <<<"$line" || true
        [ -n "$name" ] || continue
        program=${program%)}
        if [ -n "$program" ] && command -v "$program" >/dev/null; then
            continue
        fi
        echo "$name"
    done <packaging/apt.txt
}

# Of the packages named, those that are not installed.
missing_packages() {
    local installed name
    installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null || true)
    for name in "$@"; do
        grep -qx "$name installed" <<<"$installed" || echo "$name"
    done
}

# Installs what is missing; says so when it cannot.
install_packages() {
    local packages missing as_root=()
    if ! command -v dpkg-query >/dev/null; then
        say 'Máy này không phải Debian: hãy tự cài các gói tương ứng với packaging/apt.txt.' \
            'This is not Debian: please install what packaging/apt.txt lists by hand.'
        return
    fi
    mapfile -t packages < <(listed_packages "$1")
    mapfile -t missing < <(missing_packages "${packages[@]}")
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" != 0 ]; then
        if ! command -v sudo >/dev/null; then
            say 'Cần quyền quản trị để cài gói. Hãy nhờ người quản trị chạy lệnh sau, rồi chạy lại:' \
                'Installing packages needs an administrator. Have one run this, then start again:' \
                "  apt-get install --no-install-recommends ${missing[*]}"
            return 1
        fi
        as_root=(sudo)
    fi
    say "Cài các gói còn thiếu / Installing missing packages: ${missing[*]}"
    if ! { "${as_root[@]}" apt-get update -qq &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq --no-install-recommends "${missing[@]}"; } </dev/null >&2; then
        say 'Không cài được gói: xem lỗi ở trên, kiểm tra mạng và nguồn gói, rồi chạy lại.' \
            'Packages could not be installed: see above, check network and package sources, start again.'
        return 1
    fi
}

# Front-end sources, in the versions of package-lock.json; none of their scripts is run.
install_front_end() {
    local stamp=node_modules/.package-lock.json
    if [ -e "$stamp" ] && [ ! package-lock.json -nt "$stamp" ]; then
        return
    fi
    say 'Lấy mã nguồn giao diện / Fetching front-end sources'
    if ! npm ci --ignore-scripts --no-audit --no-fund --loglevel=error </dev/null >/dev/null; then
        say 'Không lấy được gói npm: kiểm tra mạng rồi chạy lại.' \
            'The npm packages could not be fetched: check the network and start again.'
        return 1
    fi
}

# configure FOLDER OPTION...: prepares a build folder; ninja does so again when needed.
configure() {
    local folder=$1
    shift
    if [ ! -e "$folder/build.ninja" ]; then
        meson setup "$folder" "$@" >&2
    elif [ $# -gt 0 ]; then
        # A folder whose last setup broke off is made anew.
        meson configure "$folder" "$@" >&2 || meson setup --wipe "$folder" "$@" >&2
    fi
}
