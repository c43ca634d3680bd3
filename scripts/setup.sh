#!/usr/bin/env bash
# Sets up what the project needs on Debian 12: system packages, .venv, the console script. A second run only compares a stamp.
set -euo pipefail
cd "$(dirname "$0")/.."

stamp=$(cat scripts/system-packages.txt requirements.lock pyproject.toml scripts/setup.sh | sha256sum | cut -d' ' -f1)
[ "$(cat .venv/.ready 2>/dev/null)" = "$stamp" ] && [ -x .venv/bin/sohoa ] && exit 0

as_root=""
[ "$(id -u)" = 0 ] || as_root=sudo
wanted=$(grep -v '^#' scripts/system-packages.txt | sort)
# dpkg-query fails when it does not know one of them; what it prints is right all the same.
installed=$(xargs dpkg-query -W -f '${Package} ${db:Status-Status}\n' <<<"$wanted" 2>/dev/null | awk '$2 == "installed" {print $1}' | sort || true)
missing=$(comm -13 <(echo "$installed") <(echo "$wanted"))
if [ -n "$missing" ]; then
    echo "setup: installing system packages:" $missing
    $as_root apt-get update -q >/dev/null
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing >/dev/null
fi

python=$(command -v python3.11 || command -v python3)
"$python" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "setup: Python 3.11 is needed, found $("$python" --version)" >&2; exit 2; }
echo "setup: installing the locked Python packages into .venv"
[ -x .venv/bin/python ] || "$python" -m venv .venv
.venv/bin/python -m pip install --quiet --disable-pip-version-check "$(grep -o '^uv==[0-9.]*' requirements.lock)"
.venv/bin/uv pip sync --quiet --require-hashes --python .venv/bin/python requirements.lock
.venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --editable .
echo "$stamp" > .venv/.ready
