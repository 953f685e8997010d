#!/usr/bin/env bash
# A gRPC client that knows nothing of visiond can use it by reflection: check_reflection.sh VISIOND
set -euo pipefail
buf=$(compgen -G 'tests/tools/node_modules/@bufbuild/buf-*/bin/buf') || {
  echo 'buf is missing (scripts/deps installs it)'
  exit 77
}
. tests/house/visiond.sh

start "$1" --listen 127.0.0.1:0 --state-dir "$folder/state"
port=$(sed -E 's/.*"127\.0\.0\.1:([0-9]+)".*/\1/' <<<"$ready")
curl() { "$buf" curl --protocol grpc --http2-prior-knowledge "$@"; }

# Describes every method of every service, health included, so all messages are compiled in.
methods=$(curl --list-methods "http://127.0.0.1:$port")
for method in visiond.v1.SettingsService/ApplyTransaction visiond.v1.VisionService/StreamDetections \
  visiond.v1.VisionService/StreamEvents \
  visiond.v1.MetricsService/GetMetrics grpc.health.v1.Health/Check; do
  grep -qx "$method" <<<"$methods" || fail "$method is not among the methods:" "$methods"
done

# call METHOD REQUEST ANSWER: the answer, or the error, without its blanks holds ANSWER.
call() {
  local said
  said=$(curl -d "$2" "http://127.0.0.1:$port/$1" 2>&1 | tr -d ' \n') || true
  [[ "$said" == *"$3"* ]] || fail "$1 $2" "wanted in the answer: $3" "but it was:" "$said"
}

call grpc.health.v1.Health/Check '{}' '"status":"SERVING"'
call visiond.v1.SettingsService/ApplyTransaction '{"patch":{"ui":{"theme":"dark"}}}' '"state":"STATE_COMMITTED"'
call visiond.v1.MetricsService/GetMetrics '{}' '"summary":{"transactions":"1","committed":"1"'
call visiond.v1.SettingsService/GetSettings '{}' '"overrides":{"ui":{"theme":"dark"}}'
call visiond.v1.SettingsService/ApplyTransaction '{"patch":{"ui":{"theme":"pink"}}}' \
  '"details":[{"type":"google.rpc.ErrorInfo"'
stop
