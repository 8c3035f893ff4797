#!/usr/bin/env bash
# usage: debian.sh BUILD_DIR [MIRROR]: what cpack makes of a build is installed, runs and is removed in a clean Debian 12, made by
# debootstrap. As root, or through sudo. In the new root there is no /proc, so that the program has to find its data without.
set -euo pipefail
build=$(cd "$1" && pwd)
mirror=${2:-http://deb.debian.org/debian}
as_root=()
[ "$(id -u)" -eq 0 ] || as_root=(sudo)

work=$(mktemp -d)
trap '"${as_root[@]}" rm -rf "$work"' EXIT
root=$work/root
in_root() { "${as_root[@]}" chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive "$@"; }

echo "== cpack"
(cd "$build" && cpack -G DEB -B "$work/package" >/dev/null)
package=$(echo "$work"/package/streamspec_*.deb)
dpkg-deb --field "$package" Package Version Architecture Depends

echo "== debootstrap"
"${as_root[@]}" debootstrap --variant=minbase bookworm "$root" "$mirror" >/dev/null
"${as_root[@]}" cp "$package" "$root/"

echo "== install"
in_root apt-get install -y -qq --no-install-recommends "/$(basename "$package")" >/dev/null
in_root dpkg --verify streamspec
for file in man/man1/streamspec-replay.1.gz bash-completion/completions/streamspec zsh/vendor-completions/_streamspec \
  fish/vendor_completions.d/streamspec.fish streamspec/spec/schemas/script.schema.json; do
  [ -s "$root/usr/share/$file" ] || {
    echo "$file is not in the package" >&2
    exit 1
  }
done
in_root streamspec --version
in_root streamspec replay

echo "== remove"
in_root dpkg --purge streamspec >/dev/null
left=$("${as_root[@]}" find "$root/usr" -path '*streamspec*' -print -quit)
[ -z "$left" ] || {
  echo "the package leaves $left behind" >&2
  exit 1
}
echo "the package installs, runs and goes"
