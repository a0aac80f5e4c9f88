"""The wheel of this tree, built and installed without a network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
IN_THE_WHEEL = ("billing_core", "dashboard", ".streamlit")
WITH_IT = ("pyproject.toml", "README.md", "LICENSE")
_BUILD = "import sys; from setuptools import build_meta; build_meta.build_wheel(sys.argv[1])"


def build_wheel(folder: Path) -> Path:
    """Builds it from a copy of the sources, so that nothing built lies around in them."""
    sources, out = folder / "sources", folder / "wheel"
    for name in IN_THE_WHEEL:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / name, sources / name, symlinks=True, ignore=ignored)
    for name in WITH_IT:
        shutil.copy(ROOT / name, sources)
    subprocess.run(
        [sys.executable, "-c", _BUILD, out], cwd=sources, capture_output=True, check=True
    )
    return next(out.glob("*.whl"))


@dataclass(frozen=True)
class Installed:
    """A virtual environment with the wheel, and `folder`, an empty one to run it in."""

    environment: Path
    folder: Path

    def command(self, *arguments: str) -> list[str]:
        return [str(self.environment / "bin/billing"), *arguments]

    def environ(self, **settings: str) -> dict[str, str]:
        """Our environment variables without what leads to the sources."""
        return {
            name: value for name, value in os.environ.items() if name != "PYTHONPATH"
        } | settings


def install_wheel(wheel: Path, folder: Path) -> Installed:
    """Installs it; its dependencies are those of the environment that runs the tests."""
    installed = Installed(folder / "environment", folder / "empty")
    installed.folder.mkdir()
    venv.create(installed.environment, symlinks=True)
    python = installed.environment / "bin/python"
    subprocess.run(
        [*_installer(python), "--no-index", "--no-deps", wheel], capture_output=True, check=True
    )
    # A path file in a folder that a path file names is not read: our own editable install stays out.
    site_packages = next(installed.environment.glob("lib/python*/site-packages"))
    (site_packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return installed


def _installer(python: Path) -> list[str | Path]:
    beside_us = Path(sys.executable).with_name("uv")
    if uv := beside_us if beside_us.exists() else shutil.which("uv"):
        return [uv, "pip", "install", "--python", python]
    return [sys.executable, "-m", "pip", "--python", str(python), "install"]
