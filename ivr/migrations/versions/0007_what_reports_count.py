"""What reports count: who was asked for and when, promises as they stood, hand-overs, presence.

What the history or another table already tells is filled in; the rest begins now.

Revision: 0007
After: 0006
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

import ivr.database

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = ivr.database.Moment(timezone=True)


def _new() -> dict[str, list[sa.Column[Any]]]:
    return {
        "calls": [sa.Column("asked", MOMENT), sa.Column("desk", sa.String(64))],
        "offers": [sa.Column("accepted", MOMENT)],
        "attempts": [sa.Column("due", MOMENT)],
        "tasks": [
            sa.Column("taken_at", MOMENT),
            sa.Column("reopened", sa.Integer(), nullable=False, server_default="0"),
            sa.Column("dispatched", sa.Integer(), nullable=False, server_default="0"),
            sa.Column("sent_back", sa.Integer(), nullable=False, server_default="0"),
            sa.Column("handed_from", sa.Integer()),
            sa.Column("handed_at", MOMENT),
        ],
    }


KNOWN = (
    "UPDATE calls SET asked = (SELECT entered FROM waiting WHERE call_id = calls.id),"
    " desk = (SELECT desk FROM waiting WHERE call_id = calls.id)"
    " WHERE id IN (SELECT call_id FROM waiting)",
    "UPDATE offers SET accepted = (SELECT max(at) FROM history WHERE kind = 'accepted'"
    " AND subject = 'call:' || CAST(offers.call_id AS VARCHAR))"
    " WHERE result = 'accepted' OR state = 'accepted'",
    "UPDATE tasks SET"
    " taken_at = (SELECT min(at) FROM history WHERE kind = 'claimed'"
    " AND subject = 'task:' || CAST(tasks.id AS VARCHAR)),"
    " reopened = (SELECT count(*) FROM history WHERE kind = 'reopened'"
    " AND subject = 'task:' || CAST(tasks.id AS VARCHAR)),"
    " dispatched = (SELECT count(*) FROM history WHERE kind = 'dispatched'"
    " AND subject = 'task:' || CAST(tasks.id AS VARCHAR))",
)


def upgrade() -> None:
    for table, columns in _new().items():
        with op.batch_alter_table(table) as changed:
            for column in columns:
                changed.add_column(column)
            if table == "tasks":
                changed.create_foreign_key(
                    op.f("fk_tasks_handed_from_users"), "users", ["handed_from"], ["id"]
                )
    for statement in KNOWN:
        op.execute(statement)
    op.create_table(
        "presence_periods",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.Column("until", MOMENT),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_presence_periods_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presence_periods")),
    )
    op.create_index(op.f("ix_presence_periods_user_id"), "presence_periods", ["user_id"])
    op.drop_index(op.f("ix_calls_caller"), "calls")
    op.create_index("ix_calls_caller_began", "calls", ["caller", "began"])
    op.create_index(op.f("ix_voicemails_created"), "voicemails", ["created"])
    op.create_index(op.f("ix_attempts_started"), "attempts", ["started"])
    op.create_index(op.f("ix_offers_accepted"), "offers", ["accepted"])


def downgrade() -> None:
    op.drop_index(op.f("ix_offers_accepted"), "offers")
    op.drop_index(op.f("ix_attempts_started"), "attempts")
    op.drop_index(op.f("ix_voicemails_created"), "voicemails")
    op.drop_index("ix_calls_caller_began", "calls")
    op.create_index(op.f("ix_calls_caller"), "calls", ["caller"])
    op.drop_table("presence_periods")
    for table, columns in _new().items():
        with op.batch_alter_table(table) as changed:
            if table == "tasks":
                changed.drop_constraint(op.f("fk_tasks_handed_from_users"), type_="foreignkey")
            for column in columns:
                changed.drop_column(column.name)
