#!/bin/sh
# Copies a running store to FILE, as of one moment, while it works: the server forks, nothing waits.
#   deploy/store/backup.sh FILE [flags of valkey-cli: -s SOCKET, or -h HOST -p PORT; a password stands in REDISCLI_AUTH]
set -eu
umask 077
die() { echo "backup: $*" >&2; exit 1; }
[ $# -ge 1 ] || die "usage: backup.sh FILE [flags of valkey-cli]"
file=$1
shift
[ ! -e "$file" ] || die "$file is there already: name another"
cli=$(command -v valkey-cli || command -v redis-cli) || die "neither valkey-cli nor redis-cli is installed"
check=$(command -v valkey-check-rdb || command -v redis-check-rdb) || die "neither valkey-check-rdb nor redis-check-rdb is installed"
trap 'rm -f "$file.part"' EXIT
"$cli" "$@" --rdb "$file.part" >/dev/null 2>"$file.err" || { cat "$file.err" >&2; rm -f "$file.err"; die "the store cannot be read"; }
rm -f "$file.err"
[ -s "$file.part" ] || die "the store sent nothing"
"$check" "$file.part" >/dev/null || die "what the store sent is damaged"
sync "$file.part" 2>/dev/null || sync
mv "$file.part" "$file"
echo "backup: $file, $(wc -c <"$file") bytes"
