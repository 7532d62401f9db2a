"""``python -m escrutinio``."""

from escrutinio.cli import main

if __name__ == "__main__":
    main()
