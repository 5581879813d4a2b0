"""A caller's tasks are found among all tasks, not only among those that are not finished.

Revision: 0012
After: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_UNFINISHED = sa.text("closed_at IS NULL")


def upgrade() -> None:
    for column in ("caller", "contact"):
        op.drop_index(f"ix_tasks_{column}", "tasks")
        op.create_index(f"ix_tasks_{column}", "tasks", [column])


def downgrade() -> None:
    for column in ("caller", "contact"):
        op.drop_index(f"ix_tasks_{column}", "tasks")
        op.create_index(
            f"ix_tasks_{column}", "tasks", [column], sqlite_where=_UNFINISHED, postgresql_where=_UNFINISHED
        )
