"""Code lists, administrative units and working calendars, each with validity dates and a source."""
