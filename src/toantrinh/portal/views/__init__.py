"""Pages of the applicant. A view reads the request, calls one action, answers with a page."""
