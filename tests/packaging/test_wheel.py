"""The wheel as others get it: all data inside, and it codes a page with the network cut off.

The empty environment sees the packages that are installed here by their path alone: that says
nothing about their versions (the lock does), and takes no download.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

from communique.coding.trained import WEIGHTS, shipped

ROOT = Path(__file__).parents[2]
PAGE = "Kenya asked Uganda on Monday to help bring the rebels to the talks.\n"
NO_NETWORK = """\
import socket

def refuse(*args, **kwargs):
    raise AssertionError("the network was asked for")

socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
socket.create_connection = refuse
"""
pytestmark = pytest.mark.skipif(find_spec("hatchling") is None, reason="hatchling is not installed")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the files as they lie here."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter of an environment that has the wheel, and no way to the network."""
    home = tmp_path_factory.mktemp("empty") / "venv"
    venv.create(home, with_pip=False, symlinks=True)
    binary = home / ("Scripts" if os.name == "nt" else "bin") / "python"
    site = subprocess.run(
        [binary, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        check=True, capture_output=True, text=True,
    ).stdout.strip()  # fmt: skip
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    here = sysconfig.get_path("purelib")
    (Path(site) / "beside.pth").write_text(f"{here}\n", encoding="utf-8")
    (Path(site) / "sitecustomize.py").write_text(NO_NETWORK, encoding="utf-8")
    return binary


def run(python: Path, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """A call in the empty environment; in a network of its own where that is allowed."""
    unshare = shutil.which("unshare")
    if unshare and _runs(unshare, "-rn", "true"):
        words = (unshare, "-rn", str(python), *words)
    else:
        words = (str(python), *words)
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "COMMUN"))}
    return subprocess.run(
        words, check=False, cwd=cwd, env=environment, capture_output=True, text=True
    )


def _runs(*words: str) -> bool:
    return subprocess.run(words, check=False, capture_output=True).returncode == 0


def test_every_file_of_the_package_is_inside(wheel: Path) -> None:
    package = ROOT / "src"
    git = ["git", "ls-files", "-z", "src/communique"]
    tracked = subprocess.run(git, check=False, cwd=ROOT, capture_output=True, text=True)
    if tracked.returncode or not tracked.stdout:
        pytest.skip("no git checkout")
    wanted = {
        (ROOT / name).relative_to(package).as_posix()
        for name in tracked.stdout.split("\0")
        if name and (ROOT / name).is_file()
    }
    with zipfile.ZipFile(wheel) as archive:
        inside = set(archive.namelist())
    assert wanted - inside == set()


def test_no_test_and_no_machine_gets_inside(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata = next(n for n in names if n.endswith("/METADATA"))
        assert str(ROOT) not in archive.read(metadata).decode()
    assert {n.split("/")[0].partition("-")[0] for n in names} == {"communique"}
    assert not [n for n in names if "__pycache__" in n or n.endswith((".pt", ".db"))]


def test_the_network_is_cut_off(python: Path, tmp_path: Path) -> None:
    ask = "import urllib.request as u; u.urlopen('http://127.0.0.1:9/')"
    found = run(python, "-c", ask, cwd=tmp_path)
    assert "the network was asked for" in found.stderr


def test_it_codes_a_page(python: Path, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(PAGE, encoding="utf-8")
    where = run(python, "-c", "import communique; print(communique.__file__)", cwd=tmp_path)
    assert Path(where.stdout.strip()).is_relative_to(python.parents[1]), where.stderr
    script = "from communique.cli import main; main()"
    found = run(python, "-c", script, "code", "page.txt", "--date", "2020-03-05", cwd=tmp_path)
    assert found.returncode == 0, found.stderr
    claims = [json.loads(line) for line in found.stdout.splitlines()]
    assert "REQUEST" in [c["event"]["type"] for c in claims if c["event"]]


@pytest.mark.skipif(not shipped(), reason="no weights are shipped")
def test_the_weights_are_inside_and_read(wheel: Path, python: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = {Path(n).name for n in archive.namelist() if "/coding/weights/" in n}
    assert inside == {f.name for f in WEIGHTS.iterdir() if f.is_file()}
    script = (
        "from communique.coding.trained import TrainedReader\n"
        "from communique.coding.reader import Pair\n"
        "pair = Pair(text='Kenya asked Uganda for help.', source=(0, 5), target=(12, 18))\n"
        "print(TrainedReader().read([pair])[0].type)"
    )
    found = run(python, "-c", script, cwd=tmp_path)
    assert found.stdout.strip() == "REQUEST", found.stderr
