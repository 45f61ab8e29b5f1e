"""Flows, the numbers that lead to them, and business hours."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from database.base import Base
from database.types import Json


class FlowRow(Base):
    """A call flow; `document` is the JSON of its newest revision, which `ivr.flow.Flow` validates."""

    __tablename__ = "flows"

    id: Mapped[str] = mapped_column(primary_key=True)
    document: Mapped[object] = mapped_column(Json)


class NumberRow(Base):
    """Where calls to one of our numbers go; `*` is any other number. `web` allows calls from browsers."""

    __tablename__ = "numbers"

    dialed_number: Mapped[str] = mapped_column(primary_key=True)
    flow_id: Mapped[str] = mapped_column(ForeignKey("flows.id"))
    language: Mapped[str]
    name: Mapped[str]
    web: Mapped[bool]


class CalendarRow(Base):
    """Business hours; `document` is the JSON of `ivr.hours.Calendar`."""

    __tablename__ = "calendars"

    id: Mapped[str] = mapped_column(primary_key=True)
    document: Mapped[object] = mapped_column(Json)


class FlowDraftRow(Base):
    """A flow in work, as its designer left it: it may have faults."""

    __tablename__ = "flow_drafts"

    flow_id: Mapped[str] = mapped_column(primary_key=True)
    document: Mapped[object] = mapped_column(Json)
    serial: Mapped[int]
    saved_at: Mapped[datetime]
    saved_by: Mapped[str]


class FlowRevisionRow(Base):
    """A publication of a flow; it never changes. `restored` is the revision that it brought back, `override` why it was published
    although `failed_cases` failed."""

    __tablename__ = "flow_revisions"

    flow_id: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[object] = mapped_column(Json)
    published_at: Mapped[datetime]
    published_by: Mapped[str]
    reason: Mapped[str]
    restored: Mapped[int | None]
    override: Mapped[str] = mapped_column(server_default="")
    failed_cases: Mapped[object | None] = mapped_column(Json)


class FlowCaseRow(Base):
    """A test case of a flow: a caller (`ivr.simulate.Scenario`), and the walk that is expected (`ivr.flow_cases.Expected`)."""

    __tablename__ = "flow_cases"
    __table_args__ = (UniqueConstraint("flow_id", "name"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    flow_id: Mapped[str]
    name: Mapped[str]
    scenario: Mapped[object] = mapped_column(Json)
    expected: Mapped[object] = mapped_column(Json)
    saved_at: Mapped[datetime]
    saved_by: Mapped[str]


class FlowTrialRow(Base):
    """A draft as it was when its designer wanted to call it, under a number and a negative revision of its own."""

    __tablename__ = "flow_trials"
    __table_args__ = (UniqueConstraint("flow_id", "revision"),)

    dialed_number: Mapped[str] = mapped_column(primary_key=True)
    flow_id: Mapped[str]
    revision: Mapped[int]
    language: Mapped[str]
    document: Mapped[object] = mapped_column(Json)
    made_at: Mapped[datetime]
    made_by: Mapped[str]


class PromptRow(Base):
    """A prompt of the library; `document` is the JSON of `ivr.library.LibraryPrompt`."""

    __tablename__ = "prompts"

    id: Mapped[str] = mapped_column(primary_key=True)
    document: Mapped[object] = mapped_column(Json)
    changed_at: Mapped[datetime]
    changed_by: Mapped[str]


class PromptVersionRow(Base):
    """A prompt as it was saved once; it never changes. `restored` is the version that it brought back."""

    __tablename__ = "prompt_versions"

    prompt_id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[object] = mapped_column(Json)
    saved_at: Mapped[datetime]
    saved_by: Mapped[str]
    restored: Mapped[int | None]


class SpeechChoiceRow(Base):
    """Who speaks a language; `document` is the JSON of `ivr.speech_rules.SpeechChoice`."""

    __tablename__ = "speech_choices"

    language: Mapped[str] = mapped_column(primary_key=True)
    document: Mapped[object] = mapped_column(Json)


class PronunciationRow(Base):
    """The spoken form of a word."""

    __tablename__ = "pronunciations"

    language: Mapped[str] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(primary_key=True)
    spoken: Mapped[str]
