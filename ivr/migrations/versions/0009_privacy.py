"""Legal holds, requests about a number, what is still to be erased, and when something was.

Revision: 0009
After: 0008
"""

import sqlalchemy as sa
from alembic import op

import ivr.database

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

Moment = ivr.database.Moment
_IN_FORCE = sa.text("lifted IS NULL")
_KEPT = sa.text("purged IS NULL")


def upgrade() -> None:
    op.create_table(
        "legal_holds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=True),
        sa.Column("hotline", sa.String(length=32), nullable=True),
        sa.Column("since", Moment(timezone=True), nullable=True),
        sa.Column("until", Moment(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("placed", Moment(timezone=True), nullable=False),
        sa.Column("placed_by", sa.String(length=48), nullable=False),
        sa.Column("lifted", Moment(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.String(length=48), nullable=True),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_legal_holds_task_id_tasks")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_holds")),
    )
    with op.batch_alter_table("legal_holds") as batch:
        batch.create_index(
            "ix_legal_holds_in_force", ["placed"], sqlite_where=_IN_FORCE, postgresql_where=_IN_FORCE
        )
    op.create_table(
        "privacy_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("at", Moment(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=48), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("tasks", sa.Integer(), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_privacy_requests")),
    )
    with op.batch_alter_table("privacy_requests") as batch:
        batch.create_index(batch.f("ix_privacy_requests_at"), ["at"], unique=False)
        batch.create_index(batch.f("ix_privacy_requests_fingerprint"), ["fingerprint"], unique=False)
    op.create_table(
        "erasures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=48), nullable=False),
        sa.Column("thing", sa.String(length=16), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("planned", Moment(timezone=True), nullable=False),
        sa.Column("due", Moment(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
    )
    with op.batch_alter_table("erasures") as batch:
        batch.create_index(batch.f("ix_erasures_due"), ["due"], unique=False)
        batch.create_index(batch.f("ix_erasures_subject"), ["subject"], unique=False)
    with op.batch_alter_table("calls") as batch:
        batch.add_column(sa.Column("purged", Moment(timezone=True), nullable=True))
        batch.create_index("ix_calls_kept", ["began"], sqlite_where=_KEPT, postgresql_where=_KEPT)
    with op.batch_alter_table("tasks") as batch:
        batch.add_column(sa.Column("purged", Moment(timezone=True), nullable=True))
    with op.batch_alter_table("attempts") as batch:
        batch.add_column(sa.Column("notice", sa.String(length=32), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("attempts") as batch:
        batch.drop_column("notice")
    with op.batch_alter_table("tasks") as batch:
        batch.drop_column("purged")
    with op.batch_alter_table("calls") as batch:
        batch.drop_index("ix_calls_kept")
        batch.drop_column("purged")
    op.drop_table("erasures")
    op.drop_table("privacy_requests")
    op.drop_table("legal_holds")
