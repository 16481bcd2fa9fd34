"""The headless core: people, programs, facts. It knows no lecture and no test."""
