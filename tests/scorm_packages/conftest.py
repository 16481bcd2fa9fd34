"""Packages made from the shipped course, and a stage on which they are played."""
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from scorm_export.packages import archive, services
from scorm_export.packages.rules import Edition, Grain, MediaGrade, Spec
from tests.conftest import MORNING
from tests.scorm_packages.lms import Lms, running

PROGRAM = "fnsc-training"


def spec(edition: str = "1.2", grain: str = "lecture", part: str = "A1", language: str = "ja", media: str = "none") -> Spec:
    return Spec(PROGRAM, Edition(edition), Grain(grain), language, MediaGrade(media), "" if grain == "course" else part)


def written(app: Flask, wanted: Spec, target: Path) -> Path:
    with app.app_context(), target.open("wb") as file:
        archive.write(services.compiled(wanted, MORNING).entries, file)
    return target


@dataclass
class Stage:
    """A package in a learning management system, as a learner sees it in Chromium."""

    lms: Lms
    edition: str
    new_page: Callable[..., Any]
    page: Any = None

    def open(self, sco: str = "A1/index.html", **more: Any) -> Any:
        """Launch; the lecture's own frame. ``look`` are options of the browser's window."""
        look = more.pop("look", {})
        self.page = self.new_page(self.lms, **look)
        self.page.goto(self.lms.launch(self.edition, sco, **more))
        frame = next(frame for frame in self.page.frames if frame.url.endswith(sco)) if self._there(sco) else None
        assert frame is not None
        frame.wait_for_selector("body[data-ready]", timeout=10_000)
        return frame

    def _there(self, sco: str) -> bool:
        self.page.wait_for_function("n => window.frames.length && window.frames[0].frames.length", arg=1)
        self.page.frame_locator("iframe").frame_locator("iframe").locator("#lecture").wait_for(state="attached")
        return any(frame.url.endswith(sco) for frame in self.page.frames)

    def leave(self) -> None:
        """Close the window: the page hides, and the session ends, with a last commit that the page does not wait for."""
        before = self.lms.commits
        self.page.goto("about:blank")
        self.lms.hear(before)

    @property
    def errors(self) -> list[Any]:
        return [call for call in self.page.evaluate("calls") if call["error"] != "0"]

    def kept(self, sco: str = "A1/index.html") -> Any:
        return self.lms.kept[sco]


def later(frame: Any, minutes: int = 60) -> None:
    """So much later, as far as the lecture knows."""
    frame.evaluate("n => { const now = Date.now.bind(Date); Date.now = () => now() + n * 60000; }", minutes)


def read_all(frame: Any) -> None:
    later(frame)
    for button in frame.query_selector_all("[data-read]:not([disabled])"):
        button.click()


def answer(frame: Any, right: bool) -> None:
    """Answer every question that is put, by the key that the page itself holds."""
    frame.evaluate(ANSWER, right)


# The keys are hashes: the right answer is found as anybody could find it, by trying.
ANSWER = """right => {
  const lecture = JSON.parse(document.getElementById("lecture").textContent);
  for (const field of document.querySelectorAll(".item:not([hidden])")) {
    const item = lecture.items[field.dataset.item], inputs = [...field.querySelectorAll("input")];
    for (let mask = 1; mask < 1 << inputs.length; mask += 1) {
      const chosen = inputs.map((_, n) => n).filter((n) => mask & (1 << n));
      if (item.kind !== "multiple" && chosen.length > 1) continue;
      if ((tsunagu.quiz.grade(item, chosen) === 1) !== right) continue;
      inputs.forEach((input, n) => { if (input.checked !== chosen.includes(n)) input.click(); });
      break;
    }
  }
}"""


def pass_it(frame: Any) -> None:
    """Read everything, answer everything right, hand in."""
    read_all(frame)
    answer(frame, right=True)
    frame.click("#submit")
    frame.wait_for_selector("#result[data-passed=true]")


@pytest.fixture
def make_stage(loaded_app: Flask, new_page: Callable[..., Any], tmp_path: Path) -> Iterator[Callable[..., Stage]]:
    """``make_stage(edition, **of_the_spec)``."""
    stages: list[Any] = []

    def make(edition: str, **more: str) -> Stage:
        number = len(stages)
        package = written(loaded_app, spec(edition, **more), tmp_path / f"{number}.zip")
        stages.append(running(package, tmp_path / f"unpacked-{number}"))
        return Stage(stages[-1].__enter__(), edition, new_page)

    yield make
    for stage in stages:
        stage.__exit__(None, None, None)
