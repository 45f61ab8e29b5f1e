"""Steps that a caller hears and answers with keys."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from ivr.flow_parts import Label, Name, StepPart
from ivr.flow_prompts import DocumentPart, ExpressionText, Prompts, SomePrompts
from ivr.value import Language

Key = Annotated[str, StringConstraints(pattern=r"^[0-9*#]$")]
Keys = Annotated[str, StringConstraints(pattern=r"^[0-9*#]{1,4}$")]
Seconds = Annotated[float, Field(ge=1, le=60)]

PERSON_KEY = "0"
"""Leads from any menu to the flow's `person` step, unless the menu uses it."""


class PlayParameters(DocumentPart):
    """What is played, to its end unless `barge_in` lets a key cut it short."""

    prompts: SomePrompts
    barge_in: bool = False


class PlayStep(StepPart):
    """Play sounds, texts and values, then go on; `error` when a value cannot be spoken."""

    fixed = ("done", "error")
    type: Literal["play"]
    parameters: PlayParameters


class Ask(DocumentPart):
    """A question that is answered by keys.

    A key during the prompts stops them (`barge_in`). Silence, or keys that mean nothing, play their prompt and ask again,
    `retries` times in all.
    """

    prompts: SomePrompts
    barge_in: bool = True
    first_digit_seconds: Seconds = 5
    inter_digit_seconds: Seconds = 3
    retries: Annotated[int, Field(ge=0, le=10)] = 2
    invalid_prompts: Prompts = ()
    silence_prompts: Prompts = ()


class MenuParameters(Ask):
    """Keys, of one to four digits, with what each is for."""

    choices: Annotated[dict[Keys, Label], Field(min_length=1, max_length=100)]


class MenuStep(StepPart):
    """Let the caller choose. 0 leads to the flow's `person` step unless it is a choice."""

    fixed = ("timeout", "no_match")
    chosen = "choices"
    type: Literal["menu"]
    parameters: MenuParameters

    def outcomes(self) -> tuple[str, ...]:
        """Each choice, and the failures."""
        return (*self.parameters.choices, *self.fixed)


class CollectParameters(Ask):
    """Digits into a variable.

    They are complete at `maximum`, at the `terminator`, or after `inter_digit_seconds`. `check` may be Luhn's, or an
    expression that sees `digits`. `confirm` reads them back, or asks for them twice. `secret` digits are kept out of
    everything that is stored or shown; only web requests and checks may use them.
    """

    variable: Name
    minimum: Annotated[int, Field(ge=1, le=40)] = 1
    maximum: Annotated[int, Field(ge=1, le=40)]
    terminator: Literal["#", "*", ""] = "#"
    check: Literal["none", "luhn", "expression"] = "none"
    expression: ExpressionText | None = None
    confirm: Literal["no", "read_back", "twice"] = "no"
    secret: bool = False


class CollectStep(StepPart):
    """Ask for digits: a card, an order, a personal number."""

    fixed = ("done", "timeout", "no_match")
    type: Literal["collect_digits"]
    parameters: CollectParameters


class LanguageParameters(Ask):
    """Which key is which language."""

    choices: Annotated[dict[Key, Language], Field(min_length=1)]


class LanguageStep(StepPart):
    """Let the caller choose the language of all that follows. A text in one language alone is spoken in that, whoever calls."""

    fixed = ("done", "timeout", "no_match")
    type: Literal["language"]
    parameters: LanguageParameters


class SurveyParameters(Ask):
    """One question with a scale of single digits; the answer belongs to the call and to the agent who had it."""

    question: Name
    lowest: Annotated[int, Field(ge=0, le=9)] = 1
    highest: Annotated[int, Field(ge=0, le=9)] = 5


class SurveyStep(StepPart):
    """Ask how it was."""

    fixed = ("done", "timeout", "no_match")
    type: Literal["survey"]
    parameters: SurveyParameters


Question = MenuStep | CollectStep | LanguageStep | SurveyStep
"""Steps that wait for keys."""
