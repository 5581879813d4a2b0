#!/bin/sh
# Writes the lock files anew from pyproject.toml. Needs `uv`; nothing else in the project does.
set -eu
cd "$(dirname "$0")/.."
compile() { uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
            --no-emit-index-url --no-emit-find-links pyproject.toml "$@"; }
compile requirements/build.in --extra postgresql -o requirements/run.lock
compile requirements/build.in --extra postgresql --extra dev -c requirements/run.lock -o requirements/dev.lock
compile --extra speech -c requirements/run.lock -o requirements/speech.lock
