"""BPMN 2.0: generated from steps, checked, started, completed. State is small JSON; no tables."""
