"""Faults that are planted to see the storm find them. Never part of a run that counts."""
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Plant:
    """``command`` starts another server; in the scripts ``old`` becomes ``new``."""

    command: list[str] | None = None
    script: str = ""
    old: str = ""
    new: str = ""

    def in_scripts(self, folder: Path) -> None:
        if self.script:
            path = folder / self.script
            source = path.read_text()
            assert source.count(self.old) == 1, f"{path} has changed: the plant no longer fits"
            path.write_text(source.replace(self.old, self.new))


PLANTS = {
    # The server acknowledges, and one transaction in fifty is never committed.
    "early-receipt": Plant(command=[sys.executable, "-m", "tests.faults.planted"]),
    # The browser forgets a line as soon as it is sent.
    "early-drop": Plant(script="queue.js", old="if (taken) taken.sent = true;",
                        new="if (taken) record.lines = record.lines.filter((one) => one !== taken);"),
    # The browser takes a line for saved whatever the server says.
    "any-answer": Plant(script="queue.js", old="if (status === 200 && isReceipt(told, line)) return this.#accepted(line, told);",
                        new="if (!isProblem(told)) return this.#accepted(line, "
                            "{ revision: line.base_revision + 1, sequence: null, saved_at: null, ...told });"),
    # The browser sends the newest answer on whatever revision the server has: a silent overwrite.
    "overwrite": Plant(script="lines.js", old="  if (behind.length) remove(record, line.client_id);",
                       new="  if (problem.kind === \"conflict\") remove(record, line.client_id);\n"
                           "  else if (behind.length) remove(record, line.client_id);"),
}
