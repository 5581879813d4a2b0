"""Ratings, planned follow-ups, and tasks that are for a supervisor.

Revision: 0006
After: 0005
"""

import sqlalchemy as sa
from alembic import op

import ivr.database

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_STANDING = "opened_id IS NULL AND dropped_at IS NULL"


def upgrade() -> None:
    op.create_table(
        "ratings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("owed_since", ivr.database.Moment(timezone=True), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("score", sa.String(length=16), nullable=True),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("via", sa.String(length=16), nullable=True),
        sa.Column("asked_at", ivr.database.Moment(timezone=True), nullable=True),
        sa.Column("at", ivr.database.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_ratings_attempt_id_attempts")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_ratings_task_id_tasks")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_ratings_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ratings")),
        sa.UniqueConstraint("task_id", "owed_since", name=op.f("uq_ratings_task_id_owed_since")),
    )
    with op.batch_alter_table("ratings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ratings_asked_at"), ["asked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_ratings_at"), ["at"], unique=False)

    op.create_table(
        "follow_ups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("at", ivr.database.Moment(timezone=True), nullable=False),
        sa.Column("planned_by", sa.Integer(), nullable=False),
        sa.Column("planned_at", ivr.database.Moment(timezone=True), nullable=False),
        sa.Column("opened_id", sa.Integer(), nullable=True),
        sa.Column("dropped_at", ivr.database.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["opened_id"], ["tasks.id"], name=op.f("fk_follow_ups_opened_id_tasks")),
        sa.ForeignKeyConstraint(["planned_by"], ["users.id"], name=op.f("fk_follow_ups_planned_by_users")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_follow_ups_task_id_tasks")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
    )
    with op.batch_alter_table("follow_ups", schema=None) as batch_op:
        batch_op.create_index(
            "uq_follow_ups_standing",
            ["task_id"],
            unique=True,
            sqlite_where=sa.text(_STANDING),
            postgresql_where=sa.text(_STANDING),
        )

    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.add_column(sa.Column("supervised", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("concerns", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_tasks_concerns_users"), "users", ["concerns"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_tasks_concerns_users"), type_="foreignkey")
        batch_op.drop_column("concerns")
        batch_op.drop_column("supervised")

    with op.batch_alter_table("follow_ups", schema=None) as batch_op:
        batch_op.drop_index("uq_follow_ups_standing")

    op.drop_table("follow_ups")
    with op.batch_alter_table("ratings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ratings_at"))
        batch_op.drop_index(batch_op.f("ix_ratings_asked_at"))

    op.drop_table("ratings")
