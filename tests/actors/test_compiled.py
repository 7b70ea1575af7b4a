"""The compiled tables in the cache."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from communique.actors import compiled
from communique.actors.compiled import CACHE_VARIABLE, cache_folder, fingerprint, load_compiled


def files():
    return sorted(cache_folder().glob("actors-*"))


def test_second_time_comes_from_the_file(monkeypatch):
    first = load_compiled()
    (file,) = files()
    assert not os.stat(file).st_mode & 0o077

    def never(folder=None):
        raise AssertionError("read again")

    monkeypatch.setattr(compiled, "load_knowledge", never)
    again = load_compiled()
    assert again.knowledge == first.knowledge
    assert dict(again.names) == dict(first.names)


@pytest.mark.parametrize(
    "harm", [lambda b: b[:-9], lambda b: b[:40] + b"x" + b[41:], lambda b: b""]
)
def test_a_damaged_file_is_made_anew(harm):
    first = load_compiled()
    (file,) = files()
    content = file.read_bytes()
    file.write_bytes(harm(content))
    assert load_compiled().knowledge == first.knowledge
    assert file.read_bytes() == content


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="no owners of files here")
def test_a_file_that_others_may_write_to_is_not_read():
    load_compiled()
    (file,) = files()
    file.chmod(0o666)
    assert compiled._read(file) is None


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links here")
def test_a_link_is_not_followed(tmp_path):
    load_compiled()
    (file,) = files()
    link = tmp_path / "link"
    link.symlink_to(file)
    assert compiled._read(link) is None


def test_where_nothing_can_be_kept(tmp_path, monkeypatch):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    for value in (str(blocked / "below"), ""):
        monkeypatch.setenv(CACHE_VARIABLE, value)
        assert load_compiled().knowledge.entities


def test_other_tables_have_another_file(tmp_path):
    ours = fingerprint()
    (tmp_path / "roles.csv").write_text("noun,plural,sectors\nbeekeeper,beekeepers,AGR\n")
    theirs = fingerprint(tmp_path)
    (tmp_path / "roles.csv").write_text("noun,plural,sectors\nbeekeeper,beekeepers,LAB\n")
    assert len({ours, theirs, fingerprint(tmp_path)}) == 3


def test_old_files_go(monkeypatch):
    load_compiled()
    for number in range(8):
        (cache_folder() / f"actors-{number}.msgpack").write_bytes(b"old")
    (compiled_file,) = [f for f in files() if fingerprint()[:32] in f.name]
    compiled_file.unlink()
    load_compiled()
    assert len(files()) == compiled.KEPT


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_small():
    """What a process needs that has nothing but the resolver; time is bench_actors.py's."""
    load_compiled()
    code = (
        "from communique.actors import load_resolver; load_resolver();"
        "print([l for l in open('/proc/self/status') if l.startswith('VmHWM')][0].split()[1])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=os.environ
    )
    assert int(done.stdout) < 150 * 1024
