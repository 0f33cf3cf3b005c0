#!/usr/bin/env bash
# A day of an organization's owner, with nothing but curl: found an organization, invite somebody, give roles, make tokens,
# let agents work, rotate, revoke, watch it all arrive in the audit log, take the log away and have it proven.
#
# Against the demo (./rota serve --demo), from the directory of the checkout:
#     config/examples/owners-day.sh
# Against any deployment:
#     ROTA_URL=https://rota.example ROTA_ADMIN_TOKEN=rota_user_... config/examples/owners-day.sh
# And later, to have the same organization's log verified again:
#     ROTA_ORG=... config/examples/owners-day.sh verify
set -euo pipefail

url=${ROTA_URL:-http://localhost:3001}
admin=${ROTA_ADMIN_TOKEN:-$(sed -n 's/.*"admin_token" *: *"\([^"]*\)".*/\1/p' "${ROTA_DEMO:-data/demo.json}" | head -n 1)}
org=${ROTA_ORG:-day-$(date +%s)-$$}
api="$url/api/v1"
scratch=$(mktemp -d) # only we can read it
stream=""
trap 'test -z "$stream" || kill "$stream" 2>/dev/null; rm -rf "$scratch"' EXIT

# bearer TOKEN: a header for curl that other users of this machine do not see in its arguments
bearer() {
  printf 'Authorization: Bearer %s\n' "$1" > "$scratch/header.$BASHPID"
  printf '@%s' "$scratch/header.$BASHPID"
}

say() { printf '\n== %s\n' "$*"; }
die() { printf 'owners-day: %s\n' "$*" >&2; exit 1; }

# field NAME < json: the first member of that name, a text or a number
field() { tr -d '\n' | sed -n 's/.*[{,]"'"$1"'" *: *"\{0,1\}\([^",}]*\).*/\1/p' | head -n 1; }
# The first match instead of the last, where an answer has several members of one name
first() { tr -d '\n' | grep -o '"'"$1"'" *: *"\{0,1\}[^",}]*' | head -n 1 | sed 's/.*: *"\{0,1\}//'; }

# call METHOD PATH [BODY]: as the owner; dies of anything but success
call() {
  local answer
  answer=$(curl --silent --show-error --fail-with-body -X "$1" "$api$2" \
    -H "$(bearer "$admin")" ${3:+-H 'Content-Type: application/json' -d "$3"}) ||
    die "$1 $2 answered: $answer"
  printf '%s' "$answer"
}

# tool TOKEN NAME ARGUMENTS: over MCP
tool() {
  curl --silent --show-error -X POST "$url/mcp" -H "$(bearer "$1")" -H 'Content-Type: application/json' \
    -H 'Accept: application/json, text/event-stream' -H 'MCP-Protocol-Version: 2025-11-25' \
    -d '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"'"$2"'","arguments":'"$3"'}}'
}

# status TOKEN: what a call with it is answered with
status() {
  curl --silent --output /dev/null --write-out '%{http_code}' -X POST "$url/mcp" -H "$(bearer "$1")" \
    -H 'Content-Type: application/json' -H 'Accept: application/json, text/event-stream' \
    -H 'MCP-Protocol-Version: 2025-11-25' -d '{"jsonrpc":"2.0","id":1,"method":"tools/list"}'
}

# until_true COMMAND...: within ten seconds
until_true() {
  for _ in $(seq 100); do
    if "$@"; then return; fi
    sleep 0.1
  done
  die "waited in vain: $*"
}

verify() {
  say "Is the log of $org what was written?"
  call GET "/organizations/$org/audit-events/verify"
  echo
}

if [ "${1:-day}" = verify ]; then
  verify
  exit
fi

say "Found $org"
call POST /organizations '{"slug":"'"$org"'","name":"A day at '"$org"'"}'

say "Watch the audit log from now on"
curl --silent --no-buffer "$api/organizations/$org/audit-events" -H "$(bearer "$admin")" \
  -H 'Accept: text/event-stream' > "$scratch/stream" &
stream=$!
arrived() { grep -q "\"action\":\"$1\"" "$scratch/stream"; }
until_true arrived create_organization

say "Invite Dana, who accepts"
invitation=$(call POST "/organizations/$org/invitations" '{"email":"dana@'"$org"'.example","role":"member"}' | field token)
password=$(head -c 18 /dev/urandom | base64)
dana=$(printf '{"token":"%s","name":"Dana","password":"%s"}' "$invitation" "$password" |
  curl --silent --show-error --fail-with-body -X POST "$api/invitations/accept" -H 'Content-Type: application/json' -d @-)
echo "$dana"
dana_id=$(printf '%s' "$dana" | sed 's/.*"user"//' | first id)

say "A role of our own, and Dana gets it"
call POST "/organizations/$org/roles" '{"name":"lead","permissions":["org.read","member.read","task.read","task.write","mcp.create","task.delete"]}'
call PATCH "/organizations/$org/members/$dana_id" '{"role":"lead"}'

say "A project"
call POST "/organizations/$org/projects" '{"key":"WEB","name":"The web site"}'

say "A key for an agent, a token for a pipeline, a token for myself"
agent=$(call POST "/organizations/$org/agent-keys" '{"name":"builder","permissions":["read","write","execute"],"projects":["WEB"]}')
agent_id=$(printf '%s' "$agent" | sed 's/"agent":{[^}]*}//' | first id)
agent_key=$(printf '%s' "$agent" | first token)
pipeline=$(call POST "/organizations/$org/tokens" '{"name":"ci","scopes":["tasks:read","tasks:write"],"expires_in_days":30}')
pipeline_id=$(printf '%s' "$pipeline" | first id)
pipeline_token=$(printf '%s' "$pipeline" | first token)
personal=$(call POST /me/tokens '{"name":"laptop of '"$org"'","scopes":["tasks:read"],"expires_in_days":7}')
personal_id=$(printf '%s' "$personal" | first id)
personal_token=$(printf '%s' "$personal" | first token)
test -n "$agent_key" && test -n "$pipeline_token" && test -n "$personal_token" || die "a token is missing"

say "The pipeline makes a task, the agent claims and finishes it, I look at mine"
tool "$pipeline_token" create_task '{"title":"Say hello on the front page","project":"WEB"}'; echo
claim=$(tool "$agent_key" claim_task '{"task":"WEB-1"}')
echo "$claim"
attempt=$(printf '%s' "$claim" | first attempt_id)
tool "$agent_key" finish_attempt '{"attempt_id":'"$attempt"',"status":"success","notes":"Hello."}'; echo
tool "$personal_token" list_tasks '{}'; echo

say "Rotate the pipeline's token: the old one ends at once, the new one works"
successor=$(call POST "/organizations/$org/tokens/$pipeline_id/rotate" '{}')
rotated=$(printf '%s' "$successor" | first token)
test "$(status "$pipeline_token")" = 401 || die "the old token still works"
test "$(status "$rotated")" = 200 || die "the new token does not work"

say "Revoke the agent's key and my own token"
call DELETE "/organizations/$org/agent-keys/$agent_id"
call DELETE "/me/tokens/$personal_id"
test "$(status "$agent_key")" = 401 || die "the revoked key still works"
test "$(status "$personal_token")" = 401 || die "the revoked token still works"

say "Dana leaves, and the pipeline's token with the day"
call DELETE "/organizations/$org/tokens/$(printf '%s' "$successor" | first id)"
call DELETE "/organizations/$org/members/$dana_id"
test "$(status "$rotated")" = 401 || die "the revoked token still works"

say "All of it arrived in the log"
for action in create_invitation accept_invitation create_role change_member create_project create_agent_key \
  create_token create_own_token create_task claim_task finish_attempt list_tasks rotate_token revoke_agent_key \
  revoke_own_token revoke_token remove_member; do
  until_true arrived "$action"
  echo "$action"
done

say "Take the log away, as a table and as lines"
curl --silent --show-error --fail-with-body "$api/organizations/$org/audit-events" -H "$(bearer "$admin")" \
  -H 'Accept: text/csv' > "$scratch/log.csv"
curl --silent --show-error --fail-with-body "$api/organizations/$org/audit-events" -H "$(bearer "$admin")" \
  -H 'Accept: application/x-ndjson' > "$scratch/log.ndjson"
head -n 3 "$scratch/log.csv"
wc -l "$scratch/log.csv" "$scratch/log.ndjson"

verify
say "Done; the organization is $org"
