# Installs what the tests need from the system, when it is missing: a browser to drive, a Chinese face
# for the screenshots, PostgreSQL and Dovecot, of which the tests start their own.
missing=""
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || missing="$missing chromium"
[ "$(uname)" = Darwin ] || [ -n "$(fc-list :lang=zh-tw family 2>/dev/null)" ] || missing="$missing fonts-noto-cjk"
command -v strace >/dev/null 2>&1 || missing="$missing strace"
command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
command -v dovecot >/dev/null 2>&1 || [ -x /usr/sbin/dovecot ] || missing="$missing dovecot-imapd"
[ -z "$missing" ] && exit 0

if ! command -v apt-get >/dev/null 2>&1; then
  echo "The tests need$missing. There is no apt-get here: install them with your system's packages, then run make test again." >&2
  exit 1
fi
if [ "$(id -u)" = 0 ]; then
  as=""
elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
  as="sudo"
else
  echo "The tests need$missing. Run: sudo apt-get install -y$missing, then make test again." >&2
  exit 1
fi
echo "installing$missing"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
# shellcheck disable=SC2086 -- a list of names, meant to be split
{ $as apt-get update && $as apt-get install -y --no-install-recommends $missing; } </dev/null >"$log" 2>&1 || {
  tail -20 "$log" >&2
  echo "apt-get could not install$missing; its last lines are above." >&2
  exit 1
}
rm -f "$log"
