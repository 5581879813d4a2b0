"""A telephone rings for a caller once the carrier's queue has him, so that who takes him at once finds him there.

Revision: 0015
After: 0014
"""

import sqlalchemy as sa
from alembic import op

import ivr.database

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("waiting", sa.Column("queued", ivr.database.Moment(timezone=True), nullable=True))
    op.execute('UPDATE waiting SET queued = entered WHERE "left" IS NULL')


def downgrade() -> None:
    op.drop_column("waiting", "queued")
