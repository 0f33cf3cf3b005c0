#!/usr/bin/env bash
# Writes organizations for load tests into a database that `rota` has made, and a file with their tokens: see ../README.md.
#
#   loadtest/seed/run.sh DATABASE BASE_URL MANAGEMENT_URL FILE [ORGANIZATIONS [TASKS]]
#
# DATABASE is the data directory of a server that runs with a database of its own, or the JDBC URL of a superuser; with a URL
# the nodes' pepper is taken from ROTA_TOKEN_PEPPER. At least one organization must be there: its system roles are copied.
set -euo pipefail
home=$(cd "$(dirname "$0")/../.." && pwd)
if [ $# -lt 4 ]; then
    sed -n '2,7s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
"$home/rota" --help >/dev/null # builds what is missing or old
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "$home/target/rota.jar:$home/target/lib/*" \
    "$home/loadtest/seed/LoadData.java" "$1" "$2" "$3" "$4" "${5:-200}" "${6:-200}"
