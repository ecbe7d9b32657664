"""The applicant: find, fill, pay, follow, receive."""
