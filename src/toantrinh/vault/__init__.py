"""Files, and the documents and results a party owns, kept sealed and reused with a trace."""
