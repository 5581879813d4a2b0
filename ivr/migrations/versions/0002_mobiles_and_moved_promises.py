"""Mobiles, PINs, and promises that a publication moved.

Revision: 0002
After: 0001
"""

import sqlalchemy as sa
from alembic import op

import ivr.database

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "due_moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("publication", sa.Integer(), nullable=False),
        sa.Column("was", ivr.database.Moment(timezone=True), nullable=False),
        sa.Column("due", ivr.database.Moment(timezone=True), nullable=False),
        sa.Column("at", ivr.database.Moment(timezone=True), nullable=False),
        sa.Column("told_at", ivr.database.Moment(timezone=True), nullable=True),
        sa.Column("told_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_due_moves_task_id_tasks")),
        sa.ForeignKeyConstraint(["told_by"], ["users.id"], name=op.f("fk_due_moves_told_by_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_due_moves")),
        sa.UniqueConstraint("task_id", "publication", name=op.f("uq_due_moves_task_id_publication")),
    )
    with op.batch_alter_table("due_moves", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_due_moves_publication"), ["publication"], unique=False)
        batch_op.create_index(batch_op.f("ix_due_moves_task_id"), ["task_id"], unique=False)

    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mobile", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("pin_hash", sa.String(length=255), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.drop_column("pin_hash")
        batch_op.drop_column("mobile")

    with op.batch_alter_table("due_moves", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_due_moves_task_id"))
        batch_op.drop_index(batch_op.f("ix_due_moves_publication"))

    op.drop_table("due_moves")
