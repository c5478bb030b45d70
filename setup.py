"""What `pyproject.toml` cannot say: the profiles beside the source lie within what is installed."""

from pathlib import Path
from shutil import copytree, ignore_patterns, rmtree

from setuptools import setup
from setuptools.command.build_py import build_py

PROFILES = Path(__file__).parent / "profiles"


class WithProfiles(build_py):
    """The package, with the profiles of provinces in it."""

    def run(self) -> None:
        """Built as ever; an editable installation finds the profiles where they lie."""
        super().run()
        if not self.editable_mode:
            to = Path(self.build_lib) / "tusach" / "profiles"
            rmtree(to, ignore_errors=True)
            copytree(PROFILES, to, ignore=ignore_patterns("__pycache__"))


setup(cmdclass={"build_py": WithProfiles})
