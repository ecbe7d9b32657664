"""Signatures made and checked: PAdES, who signed in which capacity, with which certificate."""
