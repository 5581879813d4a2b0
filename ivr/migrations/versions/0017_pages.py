"""Those on duty are paged: one call for all urgent matters of a desk.

Revision: 0017
After: 0016
"""

import sqlalchemy as sa
from alembic import op

import ivr.database

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shift", ivr.database.Moment(timezone=True), nullable=True),
        sa.Column("desk", sa.String(64), nullable=False),
        sa.Column("hotline", sa.String(32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("result", sa.String(16), nullable=True),
        sa.Column("leg_sid", sa.String(64), nullable=True),
        sa.Column("placed", ivr.database.Moment(timezone=True), nullable=False),
        sa.Column("lease_until", ivr.database.Moment(timezone=True), nullable=False),
        sa.Column("accepted", ivr.database.Moment(timezone=True), nullable=True),
        sa.Column("ended", ivr.database.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_pages_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pages")),
        sa.UniqueConstraint("leg_sid", name=op.f("uq_pages_leg_sid")),
    )
    for name in ("user", "desk"):
        column = "user_id" if name == "user" else "desk"
        op.create_index(
            f"uq_pages_live_{name}",
            "pages",
            [column],
            unique=True,
            sqlite_where=sa.text("ended IS NULL"),
            postgresql_where=sa.text("ended IS NULL"),
        )
    op.create_index("ix_pages_desk_shift", "pages", ["desk", "shift"])
    op.create_table(
        "paged_tasks",
        sa.Column("page_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["page_id"], ["pages.id"], name=op.f("fk_paged_tasks_page_id_pages")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_paged_tasks_task_id_tasks")),
        sa.PrimaryKeyConstraint("page_id", "task_id", name=op.f("pk_paged_tasks")),
    )
    op.create_index(op.f("ix_paged_tasks_task_id"), "paged_tasks", ["task_id"])


def downgrade() -> None:
    op.drop_table("paged_tasks")
    op.drop_table("pages")
