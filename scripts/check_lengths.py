"""No module over 300 lines without its reason: the first line of a longer file says ``# long: <why>``."""

import subprocess
import sys
from pathlib import Path

LIMIT = 300


def main() -> int:
    """Print the files that are too long; 1 when there are any."""
    command = ["git", "ls-files", "*.py", "*.sh", "*.html", "*.css"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    long = []
    for name in listed.splitlines():
        lines = Path(name).read_text(encoding="utf-8").splitlines() if Path(name).exists() else []
        if len(lines) > LIMIT and not lines[0].startswith("# long: "):
            long.append(f"{name}: {len(lines)} lines; split it, or say why in its first line: '# long: <why>'")
    sys.stdout.write("".join(f"{line}\n" for line in long))
    return 1 if long else 0


if __name__ == "__main__":
    sys.exit(main())
