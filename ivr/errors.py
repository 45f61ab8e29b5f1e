"""What can be wrong with a request about calendars and flows. Each has a stable code."""


class CalendarNotFound(Exception):
    """There is no calendar with this id."""

    code = "calendar_not_found"


class CalendarInUse(Exception):
    """Queues or flows depend on the calendar."""

    code = "calendar_in_use"
