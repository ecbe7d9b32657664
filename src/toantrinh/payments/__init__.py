"""Fees owed and paid, with their ground and exemption; the VietQR code of a dossier."""
