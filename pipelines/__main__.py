"""``python -m pipelines`` is ``sohoa``."""

from pipelines.cli import main

if __name__ == "__main__":
    main()
