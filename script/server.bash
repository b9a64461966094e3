# shellcheck shell=bash
# Functions for scripts that start a server on a private port of the loopback interface, talk to it as Shopify would
# and stop it by its process id. Sourced by `.ci/run` and the benchmarks.

# A port that nobody listens on now.
free_port() {
    local port
    while port=$((20000 + RANDOM % 20000)) && (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
    echo "$port"
}

# await SECONDS PID COMMAND…: until the command succeeds; fails when the time is over or the process has ended.
await() {
    local end=$((SECONDS + $1)) pid=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        kill -0 "$pid" 2>/dev/null || return 1
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.02
    done
}

# stop PID [SECONDS]: asks a child to end, and returns its exit code. One that does not end in time is killed: 124.
stop() {
    local code=0 end=$((SECONDS + ${2:-20}))
    kill -TERM "$1" 2>/dev/null || true
    while kill -0 "$1" 2>/dev/null; do
        if [ "$SECONDS" -ge "$end" ]; then
            kill -KILL "$1" 2>/dev/null || true
            wait "$1" 2>/dev/null || true
            return 124
        fi
        sleep 0.02
    done
    wait "$1" 2>/dev/null || code=$?
    return "$code"
}

# Resident memory of a process in MB.
resident_megabytes() {
    if [ -r "/proc/$1/status" ]; then
        awk '/^VmRSS:/ { printf "%.1f\n", $2 / 1024 }' "/proc/$1/status"
    else
        ps -o rss= -p "$1" | awk '{ printf "%.1f\n", $1 / 1024 }'
    fi
}

# The signature that Shopify sends: base64 of the HMAC-SHA256 over the exact bytes. sign SECRET FILE
sign() { openssl dgst -sha256 -hmac "$1" -binary "$2" | openssl base64 -A; }

random_uuid() { openssl rand -hex 16 | sed -E 's/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/\1-\2-4\3-8\4-\5/'; }

# post_webhook URL SHOP SIGNATURE FILE [TOPIC]: delivers the file and prints the HTTP status.
post_webhook() {
    curl --silent --show-error --max-time 10 --output /dev/null --write-out '%{http_code}' \
        -H 'Content-Type: application/json' \
        -H "X-Shopify-Topic: ${5:-orders/create}" \
        -H "X-Shopify-Shop-Domain: $2" \
        -H "X-Shopify-Hmac-Sha256: $3" \
        -H 'X-Shopify-API-Version: 2026-07' \
        -H "X-Shopify-Webhook-Id: $(random_uuid)" \
        -H "X-Shopify-Event-Id: $(random_uuid)" \
        -H "X-Shopify-Triggered-At: $(date -u +%Y-%m-%dT%H:%M:%S.000Z)" \
        --data-binary "@$4" "$1"
}
