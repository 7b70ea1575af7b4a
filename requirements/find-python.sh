#!/bin/sh
# Print the name of a Python 3.11 or newer that can make virtual environments, or say what is missing.
set -u
old= bare=
for name in ${PYTHON:-} python3.13 python3.12 python3.11 python3 python3.14 python; do
  version=$("$name" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
  case $version in
    2.* | 3.[0-9] | 3.10) old="$old $name ($version)"; continue ;;
  esac
  if "$name" -c 'import ensurepip, venv' 2>/dev/null; then
    echo "$name"
    exit 0
  fi
  bare=$version
done
{
  if [ -n "$bare" ]; then
    echo "Python $bare is here, but without its venv module, which makes .venv."
    echo "  Debian, Ubuntu:  apt-get install python$bare-venv"
    echo "  Fedora:          dnf install python3-pip"
  else
    echo "Communiqué needs Python 3.11 or newer; found:${old:- none}."
    echo "  Debian, Ubuntu:  apt-get install python3 python3-venv"
    echo "  Fedora:          dnf install python3.12"
    echo "  macOS:           brew install python@3.12"
    echo "Or name one that lies elsewhere:  make setup PYTHON=/path/to/python3.12"
  fi
} >&2
exit 1
