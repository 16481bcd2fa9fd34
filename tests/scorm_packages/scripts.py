"""The player's scripts under node, without a page: what is pure in them."""
import json
import subprocess
from typing import Any

from scorm_export.player.files import STATIC

FRAME = """
global.window = global; global.addEventListener = () => {};
for (const name of %s) require(name);
let text = "";
process.stdin.on("data", (part) => { text += part; });
process.stdin.on("end", () => { const given = JSON.parse(text); process.stdout.write(JSON.stringify((%s)(given))); });
"""


def run(function: str, given: Any, *names: str) -> Any:
    """The answer of a JavaScript function to some JSON, with these scripts loaded."""
    files = json.dumps([str(STATIC / name) for name in names])
    done = subprocess.run(["node", "-e", FRAME % (files, function)], input=json.dumps(given), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)
