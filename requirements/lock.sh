#!/bin/sh
# Writes the lock files anew from pyproject.toml. Needs `uv`; nothing else in the project does.
set -eu
cd "$(dirname "$0")/.."
compile() { uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
            --no-emit-index-url --no-emit-find-links pyproject.toml "$@"; }
compile requirements/build.in --extra postgresql -o requirements/run.lock
compile requirements/build.in --extra postgresql --extra dev -c requirements/run.lock -o requirements/dev.lock
compile --extra speech -c requirements/run.lock -o requirements/speech.lock
# The engine that writes messages down lives in an environment of its own; its models lie in a wheel that is only unpacked.
alone() { uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
          --no-emit-index-url --no-emit-find-links "$@"; }
alone requirements/transcripts.in -c requirements/run.lock -o requirements/transcripts.lock
alone requirements/transcripts-models.in --no-deps -o requirements/transcripts-models.lock
