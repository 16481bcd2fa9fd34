"""PDF from a template and data, set with the house's own fonts. What people wrote is data and never markup."""
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

FONTS = Path(__file__).resolve().parents[1] / "build" / "fonts"


def pdf(template: Path, data: Mapping[str, Any]) -> bytes:
    """``template`` reads ``json(bytes(sys.inputs.paper))``. The same input gives the same pages."""
    return typst.compile(str(template), font_paths=[str(FONTS)], ignore_system_fonts=True,
                         sys_inputs={"paper": json.dumps(data, ensure_ascii=False)})
