"""Documents from dated templates, registers of numbers, issued papers: typst to PDF/A with QR."""
