#!/usr/bin/env bash
# Runs SEP in containers: docs/deployment.md. As root, since each secret belongs to the user of the container that reads it.
#
#   deploy.sh init      .env.hotband from the example, and the secrets that can be made; then put the broker's token in place
#   deploy.sh build     the images, from this checkout
#   deploy.sh up        starts all services, fills the store before a first start, waits for /health; also upgrades. It never arms:
#                       the kill switch stays as it is, and a first start turns it ON
#   deploy.sh up SERVICE ..  these alone, such as sep-valkey after a restore, to turn the kill switch ON before anything trades
#   deploy.sh link      a link that logs a browser in, once within 10 minutes
#   deploy.sh sep ..    a command of sep in the network of the store, such as: sep arm, sep store check
#   deploy.sh backup FILE    the store as of one moment, while it works
#   deploy.sh restore FILE   into an empty volume: never over a store that is there
#   deploy.sh health    the health of each container; exit code 1 unless all are healthy
#   deploy.sh down      stops and removes the containers; volumes stay
#   deploy.sh digests   the base images, pinned by digest, for .env.hotband
#   deploy.sh ..        anything else goes to docker compose: ps, logs -f sep-backend, restart sep-api
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
env_file=${SEP_ENV_FILE:-$here/.env.hotband}
export SEP_ENV_FILE=$env_file
# Of the user in the images.
sep_user=10001

die() { echo "deploy.sh: $*" >&2; exit 1; }
say() { echo "deploy.sh: $*"; }

load() {
  [ -f "$env_file" ] || die "$env_file is missing: deploy.sh init makes it"
  set -a
  # shellcheck disable=SC1090
  . "$env_file"
  set +a
  SEP_VERSION=${SEP_VERSION:-$(node -p "require('$here/../package.json').version" 2>/dev/null)} || die "SEP_VERSION is not set"
  export SEP_VERSION
  image=${SEP_IMAGE:-sep}
  case ${SEP_SECRETS:-./secrets} in
    /*) secrets=$SEP_SECRETS ;;
    *) secrets=$here/${SEP_SECRETS:-./secrets} ;;
  esac
}

compose() {
  if docker compose version >/dev/null 2>&1; then
    docker compose -p "${SEP_PROJECT:-sep}" -f "$here/docker-compose.hotband.yml" --env-file "$env_file" "$@"
  else
    docker-compose -p "${SEP_PROJECT:-sep}" -f "$here/docker-compose.hotband.yml" --env-file "$env_file" "$@"
  fi
}

# One-off container of a service, without its health check and its neighbours.
once() {
  local service=$1
  shift
  compose run --rm --no-deps -T "$service" "$@"
}

# secret NAME USER: takes standard input; what is there stays.
secret() {
  [ -e "$secrets/$1" ] && { cat >/dev/null; return; }
  (umask 077 && cat >"$secrets/$1.new")
  chown "$2:$2" "$secrets/$1.new"
  chmod 0400 "$secrets/$1.new"
  mv "$secrets/$1.new" "$secrets/$1"
  say "made $secrets/$1"
}

init() {
  [ "$(id -u)" = 0 ] || die "init needs root: a secret belongs to the user of the container that reads it"
  if [ ! -f "$env_file" ]; then
    cp "$here/.env.hotband.example" "$env_file"
    say "made $env_file: look at it"
  fi
  load
  mkdir -p "$secrets"
  chmod 0711 "$secrets"
  if [ ! -e "$secrets/store_url" ]; then
    local password
    local digest
    password=$(openssl rand -hex 32)
    digest=$(printf %s "$password" | sha256sum | cut -d' ' -f1)
    rm -f "$secrets/store_users"
    # A user for each need: nobody by default, the services without what administers a server, the health check with PING alone.
    # The default user cannot log in but keeps its rights: by them a start loads the append-only file, and without them it drops each
    # transaction of the file, with a line in its log.
    secret store_users 999 <<EOF
user default off ~* &* +@all
user health on nopass resetkeys resetchannels -@all +ping
user backup on #$digest resetkeys resetchannels -@all +ping +psync +sync +replconf
user sep on #$digest ~* &* +@all -@dangerous -@admin +info +config|get +client +keys +role
EOF
    secret store_url $sep_user <<<"redis://sep:$password@sep-valkey:6379"
  fi
  if [ ! -e "$secrets/tls_key" ]; then
    rm -f "$secrets/tls_certificate"
    local made
    made=$(mktemp -d)
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 825 -subj "/CN=${SEP_TLS_NAME:-localhost}" \
      -addext "subjectAltName=DNS:${SEP_TLS_NAME:-localhost},IP:127.0.0.1" -keyout "$made/key" -out "$made/certificate" 2>/dev/null
    secret tls_key 101 <"$made/key"
    secret tls_certificate 101 <"$made/certificate"
    rm -rf "$made"
    say "the certificate signs itself: put your own in its place for anything but a first try"
  fi
  openssl rand -hex 24 | secret grafana_password 472
  if [ "${OANDA_ENV:-}" = paper ]; then
    openssl rand -hex 24 | secret oanda_token $sep_user
  elif [ ! -e "$secrets/oanda_token" ]; then
    say "now put the access token of ${OANDA_ENV:-?} into $secrets/oanda_token:"
    say "  (umask 077; cat > $secrets/oanda_token; chown $sep_user:$sep_user $secrets/oanda_token; chmod 0400 $secrets/oanda_token)"
  fi
}

# Every secret is there, is its user's, and nobody else's.
check_secrets() {
  local name owner
  while read -r name owner; do
    [ -e "$secrets/$name" ] || die "$secrets/$name is missing: deploy.sh init"
    [ "$(stat -c '%u %a' "$secrets/$name")" = "$owner 400" ] ||
      die "$secrets/$name: owner and mode are $(stat -c '%u %a' "$secrets/$name"), not $owner 400: chown $owner, chmod 0400"
  done <<EOF
oanda_token $sep_user
store_url $sep_user
store_users 999
tls_certificate 101
tls_key 101
prometheus_token 65534
grafana_password 472
EOF
}

build() {
  local context=${SEP_CONTEXT:-}
  if [ -z "$context" ]; then
    context=$(mktemp -d)
    # shellcheck disable=SC2064
    trap "rm -rf '$context'" EXIT
    node "$here/image/context.mjs" "$context"
  fi
  for target in sep frontend; do
    local name=$image
    [ $target = sep ] || name=$image-$target
    docker build -q --target $target -t "$name:$SEP_VERSION" ${SEP_BUILD_FLAGS:-} \
      --build-arg NODE_IMAGE="${NODE_IMAGE:-node:24-slim}" --build-arg NGINX_IMAGE="${NGINX_IMAGE:-nginx:1.28}" "$context" >/dev/null
    say "built $name:$SEP_VERSION"
  done
}

has_image() { docker image inspect "$image:$SEP_VERSION" "$image-frontend:$SEP_VERSION" >/dev/null 2>&1; }

# A line for each container: name and health.
healths() {
  local ids
  ids=$(compose ps -q)
  [ -n "$ids" ] || die "nothing runs"
  # shellcheck disable=SC2086
  docker inspect --format '{{index .Config.Labels "com.docker.compose.service"}} {{if .State.Health}}{{.State.Health.Status}}{{else}}{{.State.Status}}{{end}}' $ids
}

# wait_healthy SECONDS
wait_healthy() {
  local end=$((SECONDS + $1)) bad
  while bad=$(healths | grep -v ' healthy$'); do
    [ $SECONDS -lt $end ] || die "not healthy after $1 s: $(echo "$bad" | tr '\n' ',' | sed 's/,$//')"
    sleep 1
  done
}

# The first start makes the tokens file of the interface, with one for Prometheus.
make_tokens() {
  local tokens=/var/lib/sep/tokens/tokens made
  if once sep-api token list --token-file $tokens >/dev/null 2>&1 && [ -e "$secrets/prometheus_token" ]; then return; fi
  made=$(once sep-api token new "prometheus-$(date -u +%Y%m%dT%H%M%SZ)" --scope read --token-file $tokens --json) || die "the token of prometheus cannot be made"
  rm -f "$secrets/prometheus_token"
  sed -n 's/.*"secret": *"\([^"]*\)".*/\1/p' <<<"$made" | secret prometheus_token 65534
}

prepare() {
  has_image || build
  # Compose wants every file of a secret to be there before it starts anything.
  [ -e "$secrets/prometheus_token" ] || : | secret prometheus_token 65534
  check_secrets
}

# up_only SERVICE ..: nothing else starts.
up_only() {
  prepare
  compose up -d --no-deps "$@"
  wait_healthy 120
  say "up: $*, and nothing else was started"
}

up() {
  prepare
  local first="sep-valkey"
  case ,${COMPOSE_PROFILES:-}, in *,paper,*) first="$first sep-broker" ;; esac
  # shellcheck disable=SC2086
  compose up -d $first
  wait_healthy 120
  [ -s "$secrets/prometheus_token" ] || rm -f "$secrets/prometheus_token"
  make_tokens
  if [ "${SEP_WARMUP:-1}" != 0 ]; then
    say "filling the store: candles, signals, manifolds"
    # shellcheck disable=SC2086
    once sep-candle-fetcher warmup --speed "${SEP_SPEED:-1}" ${SEP_WARMUP_FLAGS:-} || die "the store could not be filled; nothing else was started"
  fi
  compose up -d --remove-orphans
  wait_healthy "${SEP_HEALTH_SECONDS:-300}"
  say "all containers are healthy. The page: ${SEP_ORIGIN:-}; deploy.sh link logs you in"
  say "trading is as it was: at a first start the kill switch is ON, and sep arm is yours"
}

# By a user of the store that may copy it and nothing else. The password goes through standard input: arguments can be seen by others.
backup() {
  local file=$1 password
  password=$(sed -n 's#^redis://sep:\(.*\)@.*#\1#p' "$secrets/store_url")
  [ ! -e "$file" ] || die "$file is there already: name another"
  (umask 077 && compose exec -T sep-valkey sh -s >"$file.part" <<EOS
set -eu
d=\$(mktemp -d /data/.backup-XXXXXX)
trap 'rm -rf "\$d"' EXIT
REDISCLI_AUTH=$password valkey-cli --user backup --no-auth-warning --rdb "\$d/rdb" >&2
[ -s "\$d/rdb" ]
cat "\$d/rdb"
EOS
  ) || { rm -f "$file.part"; die "the store cannot be copied"; }
  mv "$file.part" "$file"
  say "$file: $(wc -c <"$file") bytes"
}

restore() {
  local file=$1 volume=${SEP_PROJECT:-sep}_valkey-data
  [ -f "$file" ] || die "$file is not there"
  [ -z "$(compose ps -q)" ] || die "containers are there: deploy.sh down first"
  docker volume create "$volume" >/dev/null
  docker run --rm -i --network none --read-only --cap-drop ALL --security-opt no-new-privileges --user 999:999 --tmpfs /tmp:mode=1777,size=1g \
    -v "$volume:/data" -v "$here/store/restore.sh:/restore.sh:ro" --entrypoint sh "${VALKEY_IMAGE:-valkey/valkey:8.1}" \
    -c 'set -eu; umask 077; cat >/tmp/rdb; sh /restore.sh /tmp/rdb /data' <"$file" || die "nothing was restored"
  say "restored. Before anything trades: docs/deployment.md, restore"
}

# In braces: read to its end before it runs, since an upgrade may replace this file meanwhile.
{
command=${1:-}
[ -n "$command" ] || { sed -n '2,/^#   deploy.sh \.\./s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"; exit 2; }
shift
case $command in
  init) init ;;
  build) load; build ;;
  up) load; if [ $# -gt 0 ]; then up_only "$@"; else up; fi ;;
  down) load; compose down "$@" ;;
  health) load; healths; ! healths | grep -qv ' healthy$' ;;
  link) load; once sep-api token link --token-file /var/lib/sep/tokens/tokens --url "$SEP_ORIGIN" "$@" ;;
  sep) load; once sep-backend "$@" ;;
  backup) [ $# -eq 1 ] || die "usage: deploy.sh backup FILE"; load; backup "$1" ;;
  restore) [ $# -eq 1 ] || die "usage: deploy.sh restore FILE"; load; restore "$1" ;;
  digests)
    load
    for name in NODE_IMAGE NGINX_IMAGE VALKEY_IMAGE PROMETHEUS_IMAGE GRAFANA_IMAGE; do
      docker pull -q "${!name}" >/dev/null
      echo "$name=$(docker image inspect --format '{{index .RepoDigests 0}}' "${!name}")"
    done
    ;;
  *) load; compose "$command" "$@" ;;
esac
exit
}
