"""The invented people and dossiers with which an installation shows itself."""
