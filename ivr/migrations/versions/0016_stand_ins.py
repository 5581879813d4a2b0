"""Duty that is handed to a colleague.

Revision: 0016
After: 0015
"""

import sqlalchemy as sa
from alembic import op

import ivr.database

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stand_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("desk", sa.String(64), nullable=False),
        sa.Column("instead_of", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("begins", ivr.database.Moment(timezone=True), nullable=False),
        sa.Column("ends", ivr.database.Moment(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", ivr.database.Moment(timezone=True), nullable=False),
        sa.Column("withdrawn", ivr.database.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["instead_of"], ["users.id"], name=op.f("fk_stand_ins_instead_of_users")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_stand_ins_user_id_users")),
        sa.ForeignKeyConstraint(["made_by"], ["users.id"], name=op.f("fk_stand_ins_made_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stand_ins")),
    )
    op.create_index("ix_stand_ins_desk_ends", "stand_ins", ["desk", "ends"])


def downgrade() -> None:
    op.drop_table("stand_ins")
