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
