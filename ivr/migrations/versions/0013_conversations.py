"""What is recorded of conversations.

Revision: 0013
After: 0012
"""

import sqlalchemy as sa
from alembic import op

import ivr.database

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("leg_id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("hotline", sa.String(length=32), nullable=False),
        sa.Column("recording_sid", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.Column("created", ivr.database.Moment(timezone=True), nullable=False),
        sa.Column("arrived", ivr.database.Moment(timezone=True), nullable=True),
        sa.Column("stored", ivr.database.Moment(timezone=True), nullable=True),
        sa.Column("fetch_tries", sa.Integer(), nullable=False),
        sa.Column("fetch_next", ivr.database.Moment(timezone=True), nullable=True),
        sa.Column("lease_until", ivr.database.Moment(timezone=True), nullable=True),
        sa.Column("original", sa.String(length=200), nullable=True),
        sa.Column("playable", sa.String(length=200), nullable=True),
        sa.Column("bytes", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("peaks", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_conversations_call_id_calls")),
        sa.ForeignKeyConstraint(["leg_id"], ["calls.id"], name=op.f("fk_conversations_leg_id_calls")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
        sa.UniqueConstraint("recording_sid", name=op.f("uq_conversations_recording_sid")),
    )
    for column in ("call_id", "leg_id", "created"):
        op.create_index(op.f(f"ix_conversations_{column}"), "conversations", [column])
    op.create_index("ix_conversations_state_fetch_next", "conversations", ["state", "fetch_next"])


def downgrade() -> None:
    op.drop_table("conversations")
