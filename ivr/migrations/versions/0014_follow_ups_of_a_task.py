"""What follows a task up is found without looking at every task there ever was.

Revision: 0014
After: 0013
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_tasks_linked_to", "tasks", ["linked_to"])


def downgrade() -> None:
    op.drop_index("ix_tasks_linked_to", "tasks")
