#!/bin/sh
# Tries the Debian package in a clean root, as somebody would who installs it: install, start as
# the unit does, use, upgrade, remove, purge. `cargo xtask package` runs it.
# Usage: try.sh ROOT OLDER.deb NEWER.deb      (as root; ROOT is a debootstrap with systemd)
set -eu
root=$1 older=$2 newer=$3
port=${PORT:-18642}
url=http://127.0.0.1:$port
data=/var/lib/qungui
here=$(mktemp -d)
server=

within() { chroot "$root" "$@"; }
step() { echo "== $*"; }
fail() {
    echo "$*" >&2
    [ ! -f "$here/log" ] || cat "$here/log" >&2
    exit 1
}
# What the unit sets: its user, no capabilities, nothing gained, its folder, its umask.
as_unit() {
    chroot "$root" setpriv --reuid qungui --regid qungui --init-groups --bounding-set=-all \
        --no-new-privs sh -c "umask 0077; cd $data; exec env HOME=$data \"\$@\"" sh "$@"
}
stop() {
    [ -n "$server" ] || return 0
    kill -TERM "$(cat "$root$data/pid")"
    wait "$server" || fail "it did not end well"
    server=
}
ended() {
    [ -z "$server" ] || kill -TERM "$(cat "$root$data/pid")" 2>/dev/null || :
    for mounted in proc dev/null; do umount "$root/$mounted" 2>/dev/null || :; done
    rm -rf "$here"
}
trap ended EXIT

begin() {
    # systemd makes the state's folder before it starts the program.
    install -d -m 0700 "$root$data"
    within chown qungui:qungui $data
    command=$(sed -n 's/^ExecStart=//p' "$root/lib/systemd/system/qungui.service")
    # shellcheck disable=SC2086
    as_unit sh -c 'echo $$ > pid; exec env QUNGUI_LISTEN="$0" "$@"' "127.0.0.1:$port" $command \
        > "$here/log" 2>&1 &
    server=$!
    # It says itself when it is there; what never comes ends after a minute.
    tries=0
    until within qungui health --url "$url" 2> /dev/null; do
        tries=$((tries + 1))
        [ $tries -lt 300 ] || fail "it does not answer"
        kill -0 $server 2> /dev/null || fail "it ended"
        sleep 0.2
    done
}
ask() { curl -sS --fail-with-body -H 'content-type: application/json' "$@"; }

mountpoint -q "$root/proc" || mount -t proc proc "$root/proc"
[ -e "$root/dev/null" ] || { : > "$root/dev/null"; mount --bind /dev/null "$root/dev/null"; }
printf '#!/bin/sh\nexit 101\n' > "$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"
within dpkg --purge qungui > /dev/null 2>&1 || :
cp "$older" "$root/tmp/older.deb"
cp "$newer" "$root/tmp/newer.deb"

step "install"
within dpkg -i /tmp/older.deb
[ "$(stat -c %a "$root/etc/qungui/qungui.toml")" = 640 ] || fail "others read the settings"
within runuser -u qungui -- cat /etc/qungui/qungui.toml > /dev/null || fail "it can't read its settings"

step "the unit"
within systemd-analyze verify /lib/systemd/system/qungui.service
within systemd-analyze security --no-pager --offline=yes --threshold=20 \
    /lib/systemd/system/qungui.service > "$here/security" || { cat "$here/security"; exit 1; }
tail -n 1 "$here/security"

step "start, and use it"
begin
link=$(sed -n 's|.*/setup/\(qgl_[A-Za-z0-9_-]*\).*|\1|p' "$here/log")
[ -n "$link" ] || fail "no link for the first user"
user='"name": "shixi", "shown": "试装", "password": "anzhuang-2026-shi"'
ask -c "$here/jar" -d "{\"link\": \"$link\", $user}" "$url/api/v1/set-up" > /dev/null
policy='+++\nid = \"shi\"\n+++\n\n# 试装\n\n一、群里不发广告。\n\n```rule\n[ads]\n```\n'
ask -b "$here/jar" -d "{\"name\": \"shi.md\", \"text\": \"$policy\"}" "$url/api/v1/policies"
echo
ask -b "$here/jar" "$url/" | grep -q '<main' || fail "no console"
printf '\n[log]\nlevel = "warn"\n' >> "$root/etc/qungui/qungui.toml"
stop

step "upgrade"
DEBIAN_FRONTEND=noninteractive within dpkg -i /tmp/newer.deb
grep -q '^level = "warn"' "$root/etc/qungui/qungui.toml" || fail "the settings were changed"
begin
ask -b "$here/jar" "$url/api/v1/policies" | grep -q '"shi"' || fail "the policy is gone"
stop
as_unit qungui verify --data $data

step "remove, and purge"
within dpkg --remove qungui
[ ! -e "$root/usr/bin/qungui" ] || fail "the program is left"
[ -d "$root$data" ] && [ -f "$root/etc/qungui/qungui.toml" ] || fail "data or settings are gone"
within dpkg --purge qungui
for left in "$data" /etc/qungui /usr/share/doc/qungui /lib/systemd/system/qungui.service; do
    [ ! -e "$root$left" ] || fail "$left is left"
done

step "the program alone, with nothing beside it"
alone=$here/alone
mkdir -p "$alone/data" "$alone/dev"
# What every container has.
mknod -m 666 "$alone/dev/random" c 1 8
mknod -m 666 "$alone/dev/urandom" c 1 9
chown 10001:10001 "$alone/data"
dpkg-deb --fsys-tarfile "$newer" | tar -x -C "$alone" ./usr/bin/qungui
chroot --userspec=10001:10001 "$alone" /usr/bin/qungui serve --data /data \
    --listen "127.0.0.1:$port" > "$here/log" 2>&1 &
only=$!
tries=0
until chroot "$alone" /usr/bin/qungui health --url "$url" 2> /dev/null; do
    tries=$((tries + 1))
    [ $tries -lt 300 ] || fail "it does not answer"
    sleep 0.2
done
kill -TERM $only
wait $only || fail "it did not end well"
echo "good"
