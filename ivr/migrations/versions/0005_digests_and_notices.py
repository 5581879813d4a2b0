"""Promises that run out, the notices that leave the house about them, and the pace of desks.

Revision: 0005
After: 0004
"""

import sqlalchemy as sa
from alembic import op

import ivr.database

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_UNSEEN = sa.text("seen_at IS NULL")
_UNSETTLED = sa.text("settled IS NULL")


def upgrade() -> None:
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.add_column(sa.Column("email", sa.String(length=254), nullable=True))

    op.create_table(
        "digests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("desk", sa.String(length=64), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("pretended", sa.Boolean(), nullable=False),
        sa.Column("at", ivr.database.Moment(timezone=True), nullable=False),
        sa.Column("seen_at", ivr.database.Moment(timezone=True), nullable=True),
        sa.Column("seen_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["seen_by"], ["users.id"], name=op.f("fk_digests_seen_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
    )
    with op.batch_alter_table("digests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_digests_at"), ["at"], unique=False)
        batch_op.create_index(
            "ix_digests_unseen",
            ["desk", "level"],
            unique=False,
            sqlite_where=_UNSEEN,
            postgresql_where=_UNSEEN,
        )

    op.create_table(
        "crossings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("due", ivr.database.Moment(timezone=True), nullable=False),
        sa.Column("at", ivr.database.Moment(timezone=True), nullable=False),
        sa.Column("digest_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["digest_id"], ["digests.id"], name=op.f("fk_crossings_digest_id_digests")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_crossings_task_id_tasks")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crossings")),
        sa.UniqueConstraint("task_id", "level", "due", name=op.f("uq_crossings_task_id_level_due")),
    )
    with op.batch_alter_table("crossings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_crossings_digest_id"), ["digest_id"], unique=False)

    op.create_table(
        "notice_channels",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("desk", sa.String(length=64), nullable=True),
        sa.Column("level", sa.String(length=16), nullable=True),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("added", ivr.database.Moment(timezone=True), nullable=False),
        sa.Column("removed", ivr.database.Moment(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_channels")),
    )

    op.create_table(
        "outgoing_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("created", ivr.database.Moment(timezone=True), nullable=False),
        sa.Column("next_try", ivr.database.Moment(timezone=True), nullable=False),
        sa.Column("lease_until", ivr.database.Moment(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(length=200), nullable=True),
        sa.Column("settled", ivr.database.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["channel_id"],
            ["notice_channels.id"],
            name=op.f("fk_outgoing_notices_channel_id_notice_channels"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_outgoing_notices_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_notices")),
        sa.UniqueConstraint("key", name=op.f("uq_outgoing_notices_key")),
    )
    with op.batch_alter_table("outgoing_notices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outgoing_notices_settled"), ["settled"], unique=False)
        batch_op.create_index(
            "ix_outgoing_notices_next_try",
            ["next_try"],
            unique=False,
            sqlite_where=_UNSETTLED,
            postgresql_where=_UNSETTLED,
        )

    op.create_table(
        "desk_paces",
        sa.Column("desk", sa.String(length=64), nullable=False),
        sa.Column("handling", sa.Interval(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("at", ivr.database.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("desk", name=op.f("pk_desk_paces")),
    )


def downgrade() -> None:
    op.drop_table("desk_paces")
    op.drop_table("outgoing_notices")
    op.drop_table("notice_channels")
    op.drop_table("crossings")
    op.drop_table("digests")

    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.drop_column("email")
