"""The officer: receive, process, decide, sign, number, return."""
