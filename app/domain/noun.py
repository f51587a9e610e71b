"""What every table shares: the metadata with its naming convention."""

from sqlmodel import SQLModel

from app.kit.columns import NAMING

SQLModel.metadata.naming_convention = NAMING
metadata = SQLModel.metadata


class Noun(SQLModel):
    """The parent of every row. Rows are made from drafts or by named constructors, never from a request body.

    What Pydantic would check is built when somebody first asks for it: for most tables nobody ever does.
    """

    model_config = {"defer_build": True}
