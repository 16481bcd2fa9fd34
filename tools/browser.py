"""Make sure that a Chromium and a Japanese font are on this machine, if that can be done here.

As root on Debian they come from apt. Elsewhere playwright installs its own browser. Where neither works, this
says so loudly and ends well: the browser tests then skip (and in strict mode fail).
"""
import os
import shutil
import subprocess
import sys

from tests.chromium import executable

DEBIAN_PACKAGES = ("chromium-headless-shell", "fonts-noto-cjk", "fontconfig")
APT_ENVIRONMENT = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}


def main() -> None:
    if executable() and (has_japanese_font() or not can_use_apt()):
        return
    print("Chromium and a Japanese font", flush=True)
    install_by_apt() if can_use_apt() else install_by_playwright()
    if not executable():
        print("*** NO CHROMIUM: browser tests will be skipped. Install one, or set CHROMIUM=/path/to/it ***")


def has_japanese_font() -> bool:
    if not shutil.which("fc-list"):
        return False
    listed = subprocess.run(["fc-list", ":lang=ja"], capture_output=True, text=True, check=False)
    return bool(listed.stdout.strip())


def can_use_apt() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def install_by_apt() -> None:
    run("apt-get", "-qq", "update")
    run("apt-get", "-qq", "install", "-y", "--no-install-recommends", *DEBIAN_PACKAGES)


def install_by_playwright() -> None:
    run(sys.executable, "-m", "playwright", "install", "chromium")


def run(*command: str) -> None:
    """Quiet when it works; a failure shows what the command said and is not the end."""
    done = subprocess.run(
        command, env=APT_ENVIRONMENT, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{' '.join(command)}: {done.stderr.strip() or done.stdout.strip()}", file=sys.stderr)


if __name__ == "__main__":
    main()
