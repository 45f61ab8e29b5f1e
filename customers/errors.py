"""Why a customer cannot be shown or saved."""


class CustomerNotFound(Exception):
    """There is no such customer."""

    code = "customer_not_found"


class CustomerNumberTaken(Exception):
    """The number belongs to another customer."""

    code = "customer_number_taken"


class CustomerNumberNotValid(Exception):
    """This is no telephone number."""

    code = "customer_number_not_valid"


class WorkItemNotFound(Exception):
    """There is no such item, or it is not the person's to see."""

    code = "work_item_not_found"


class WorkItemTaken(Exception):
    """Somebody else has the item."""

    code = "work_item_taken"


class WorkItemClosed(Exception):
    """The item is done."""

    code = "work_item_closed"


class WorkQueueUnknown(Exception):
    """There is no such queue for a promise to be of."""

    code = "work_queue_unknown"
