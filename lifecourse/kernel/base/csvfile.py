"""The one writer of CSV, for whatever stands on the kernel; its rules are pure and live with the engines."""

from lifecourse.engines.csvfile import CONTENT_TYPE, harmless, write_csv

__all__ = ["CONTENT_TYPE", "harmless", "write_csv"]
