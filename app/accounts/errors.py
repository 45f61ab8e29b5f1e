"""What goes wrong around accounts. Each `code` is stable and known to the console."""

from datetime import timedelta


class CredentialsRefused(Exception):
    """Unknown login, wrong password or disabled account; which one is nobody's business."""

    code = "credentials_refused"


class TooManyAttempts(Exception):
    """Sign-in is closed for a while for this login or address."""

    code = "too_many_attempts"

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"wait {wait}")
        self.wait = wait


class LoginTaken(Exception):
    """Another account has this login, perhaps in other letter case."""

    code = "login_taken"


class AgentNumberTaken(Exception):
    """Another account has this agent number."""

    code = "agent_number_taken"


class LoginNotValid(Exception):
    """A login is 1-64 visible characters without spaces."""

    code = "login_not_valid"


class PasswordTooShort(Exception):
    """A password needs at least ten characters."""

    code = "password_too_short"


class PasswordTooEasy(Exception):
    """A password that is the old one, holds the login, or repeats a few characters."""

    code = "password_too_easy"


class PasswordWrong(Exception):
    """The password that was to be changed is another one."""

    code = "password_wrong"
