"""Faults on purpose: killed servers, lost and doubled requests, killed tabs. ``python -m tests.faults`` counts what is lost."""
