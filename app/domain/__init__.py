"""WHAT IS TRUE: nouns, their states and their arithmetic. Importing this room registers every table.

May know: kit, SQLModel. Rules are pure functions over values; `now` and `today` are handed in.
Never here: a session, a clock, a wire, a template, a status code, another room.
"""

from app.domain.account import ApiToken, Attempt, HeldText, IdempotencyKey, Session, SignInLink
from app.domain.audit import AuditEvent, AuditHead, Setting
from app.domain.candidate import (
    Candidate,
    CandidatePerson,
    CandidateRest,
    CandidateState,
    Confidence,
    Correction,
    CorrectionKind,
    Dismissal,
    OptOut,
    Rule,
)
from app.domain.change import RecordedChange
from app.domain.connection import Connection, ConnectionKind, ConnectionState, HandState, KnownHand
from app.domain.contribution import (
    CATEGORIES,
    OPEN_STATES,
    Contribution,
    ContributionKind,
    Contributor,
    IncidentLink,
    Note,
    Relation,
    Role,
    State,
    Visibility,
)
from app.domain.delivery import Delivery, DeliveryState, Letter, Mailbox, UsedLink, Verdict
from app.domain.digest import Act, ActKind, Digest, DigestItem, NotNowReason, Occasion, Slot, Waiting
from app.domain.effort import Effort, FoundEffort
from app.domain.evidence import Evidence, EvidenceKind
from app.domain.export import Dataset, Export, ExportState, ExportSubject, Format, Purpose
from app.domain.impact import Bounds, DeclaredRisk, Grade, Impact, ImpactKind, Method, Tier, Verification
from app.domain.incident import FollowUp, Incident, IncidentService, Responder, ResponderRole
from app.domain.job import Job
from app.domain.measurement import Measurement, Result, ResultData, ResultState, Source
from app.domain.nomination import Nomination
from app.domain.noun import metadata
from app.domain.person import DigestSetting, Handle, Person, ReportingLine
from app.domain.policy import Standing, Viewer
from app.domain.rate_card import MoneyLine, RateCard
from app.domain.recognition import Form, Level, Recipient, Recognition
from app.domain.search import SearchEntry
from app.domain.service import Service
from app.domain.team import Team

__all__ = [
    "CATEGORIES", "OPEN_STATES", "Act", "ActKind", "ApiToken", "Attempt", "AuditEvent", "AuditHead", "Bounds",
    "Candidate", "CandidatePerson", "CandidateRest", "CandidateState", "Confidence", "Connection", "ConnectionKind",
    "ConnectionState", "Contribution", "ContributionKind", "Contributor", "Correction", "CorrectionKind", "Dataset",
    "DeclaredRisk", "Delivery", "DeliveryState", "Digest", "DigestItem", "DigestSetting", "Dismissal", "Effort",
    "Evidence", "EvidenceKind", "Export", "ExportState", "ExportSubject", "FollowUp", "Form", "Format", "FoundEffort",
    "Grade", "HandState", "Handle", "HeldText", "IdempotencyKey", "Impact", "ImpactKind", "Incident", "IncidentLink",
    "IncidentService", "Job", "KnownHand", "Letter", "Level", "Mailbox", "Measurement", "Method", "MoneyLine",
    "Nomination", "NotNowReason", "Note", "Occasion", "OptOut", "Person", "Purpose", "RateCard", "Recipient",
    "Recognition", "RecordedChange", "Relation", "ReportingLine", "Responder", "ResponderRole", "Result", "ResultData",
    "ResultState", "Role", "Rule", "SearchEntry", "Service", "Session", "Setting", "SignInLink", "Slot", "Source",
    "Standing", "State", "Team", "Tier", "UsedLink", "Verdict", "Verification", "Viewer", "Visibility", "Waiting",
    "metadata",
]  # fmt: skip
