#!/bin/sh
# The whole journey with plain curl: a token, a session, an upload, words, the state, an export, the film.
# sh docs/curl-journey.sh http://127.0.0.1:7788 clip.mp4 clip-hd.mp4
set -eu
base=${1:?address of the studio} clip=${2:?the clip} film=${3:?where the film goes}

# The first value of a key, out of an answer in JSON.
value() { sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p" | head -n 1; }
ask() { curl --silent --show-error --fail-with-body -H "Authorization: Bearer $token" "$@"; }
uuid() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n' | sed 's/^\(.\{8\}\)\(.\{4\}\).\(.\{3\}\).\(.\{3\}\)/\1-\2-4\3-8\4-/'; }

# 1. A token for this client, which has 100 credits and lives for 7 days.
token=
token=$(ask -X POST "$base/api/auth/anonymous-token" -H "X-Client-Id: $(uuid)" | value token)

# 2. A session.
session=$(ask "$base/api/tasks/me/with-session/nemo_agent" -H 'Content-Type: application/json' \
  -d '{"task_name":"project","language":"en"}' | value session_id)
echo "session $session"

# 3. The clip.
ask "$base/api/upload-video/nemo_agent/me/$session" -F "files=@$clip" >/dev/null

# 4. What should happen with it, in words. The answer streams in.
ask -N "$base/run_sse" -H 'Content-Type: application/json' -H 'Accept: text/event-stream' -d '{
  "app_name": "nemo_agent", "user_id": "me", "session_id": "'"$session"'",
  "new_message": {"parts": [{"text": "enhance and upscale this local video to HD without uploading to the cloud"}]}
}' | sed -n 's/.*"text":"\([^"]*\)".*"turnComplete":true.*/\1/p'

# 5. The state: what the timeline holds now.
ask "$base/api/state/nemo_agent/me/$session/latest" | value summary

# 6. The export. The three X-Skill headers say which client asks for it.
render="render_$(date +%s)"
ask "$base/api/render/proxy/lambda" -H 'Content-Type: application/json' -H 'X-Skill-Source: curl' \
  -H 'X-Skill-Version: 1.0.0' -H 'X-Skill-Platform: unknown' \
  -d '{"id":"'"$render"'","sessionId":"'"$session"'","output":{"format":"mp4","quality":"high"}}' >/dev/null

# 7. Asked after until it has ended.
while :; do
  answer=$(ask "$base/api/render/proxy/lambda/$render")
  status=$(echo "$answer" | value status)
  echo "$status $(echo "$answer" | value progress) %"
  case $status in
    completed) break ;;
    failed | cancelled) echo "$answer" >&2; exit 1 ;;
  esac
  sleep 1
done

# 8. The film: its address is signed, a bare GET fetches it.
url=$(echo "$answer" | sed 's/.*"outputUrl":"\([^"]*\)".*/\1/')
curl --silent --show-error --fail -o "$film" "$url"
echo "$film"
