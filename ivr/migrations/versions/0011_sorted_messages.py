"""When somebody who had heard a message said what it is about.

Revision: 0011
After: 0010
"""

import sqlalchemy as sa
from alembic import op

import ivr.database

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sorted_at", ivr.database.Moment(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.drop_column("sorted_at")
