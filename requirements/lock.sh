#!/bin/sh
# Pin every package, with its hashes, from pyproject.toml: `make lock`.
# The files hold names, versions and hashes only; the index is the reader's own.
set -eu
cd "$(dirname "$0")/.."
compile() {
  file=$1
  shift
  "${LOCKER:-pip-compile}" --quiet --generate-hashes --no-header --no-annotate \
    --strip-extras --no-emit-index-url --no-emit-trusted-host --no-emit-find-links \
    --allow-unsafe --build-deps-for editable --output-file "$file" "$@" pyproject.toml
  grep -v '^#' "$file" | sed '/^$/d' >"$file.new"
  mv "$file.new" "$file"
}
compile requirements/run.txt
compile requirements/dev.txt --extra dev
