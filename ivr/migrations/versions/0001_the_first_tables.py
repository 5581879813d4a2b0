"""The first tables.

Revision: 0001
After: nothing
"""

import sqlalchemy as sa
from alembic import op

import ivr.database

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sid", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("direction", sa.String(length=8), nullable=False),
        sa.Column("dialled", sa.String(length=32), nullable=False),
        sa.Column("hotline", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("caller", sa.String(length=32), nullable=True),
        sa.Column("caller_raw", sa.String(length=64), nullable=False),
        sa.Column("contact", sa.String(length=32), nullable=True),
        sa.Column("extension", sa.String(length=16), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("topic", sa.String(length=16), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("trail", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("offset", sa.Interval(), nullable=False),
        sa.Column("pretended", sa.Boolean(), nullable=False),
        sa.Column("began", ivr.database.Moment(timezone=True), nullable=False),
        sa.Column("ended", ivr.database.Moment(timezone=True), nullable=True),
        sa.Column("notice", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
        sa.UniqueConstraint("sid", name=op.f("uq_calls_sid")),
    )
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_calls_began"), ["began"], unique=False)
        batch_op.create_index(batch_op.f("ix_calls_caller"), ["caller"], unique=False)
        batch_op.create_index(batch_op.f("ix_calls_hotline"), ["hotline"], unique=False)

    op.create_table(
        "history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=48), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", ivr.database.Moment(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("actor", sa.String(length=48), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history")),
        sa.UniqueConstraint("subject", "seq", name=op.f("uq_history_subject_seq")),
    )
    op.create_table(
        "history_heads",
        sa.Column("subject", sa.String(length=48), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("mac", sa.String(length=64), nullable=False),
        sa.Column("proof", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_history_heads")),
    )
    op.create_table(
        "keepsakes",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=48), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_keepsakes")),
    )
    with op.batch_alter_table("keepsakes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_keepsakes_subject"), ["subject"], unique=False)

    op.create_table(
        "publications",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("author", sa.String(length=64), nullable=False),
        sa.Column("at", ivr.database.Moment(timezone=True), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_publications")),
    )
    with op.batch_alter_table("publications", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_publications_digest"), ["digest"], unique=False)

    op.create_table(
        "sign_in_failures",
        sa.Column("of", sa.String(length=128), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("last", ivr.database.Moment(timezone=True), nullable=False),
        sa.Column("locked_until", ivr.database.Moment(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("of", name=op.f("pk_sign_in_failures")),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("display", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=False),
        sa.Column("phone", sa.String(length=32), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created", ivr.database.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("name", name=op.f("uq_users_name")),
    )
    op.create_table(
        "memberships",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("desk", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_memberships_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", "desk", name=op.f("pk_memberships")),
    )
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_memberships_desk"), ["desk"], unique=False)

    op.create_table(
        "offers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("result", sa.String(length=16), nullable=True),
        sa.Column("leg_sid", sa.String(length=64), nullable=True),
        sa.Column("placed", ivr.database.Moment(timezone=True), nullable=False),
        sa.Column("lease_until", ivr.database.Moment(timezone=True), nullable=False),
        sa.Column("ended", ivr.database.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_offers_call_id_calls")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_offers_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offers")),
        sa.UniqueConstraint("leg_sid", name=op.f("uq_offers_leg_sid")),
    )
    with op.batch_alter_table("offers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offers_call_id"), ["call_id"], unique=False)
        batch_op.create_index(
            "uq_offers_live_call",
            ["call_id"],
            unique=True,
            sqlite_where=sa.text("ended IS NULL"),
            postgresql_where=sa.text("ended IS NULL"),
        )
        batch_op.create_index(
            "uq_offers_live_user",
            ["user_id"],
            unique=True,
            sqlite_where=sa.text("ended IS NULL"),
            postgresql_where=sa.text("ended IS NULL"),
        )

    op.create_table(
        "presence",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("since", ivr.database.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_presence_user_id_users")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_presence")),
    )
    op.create_table(
        "steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=64), nullable=False),
        sa.Column("visit", sa.Integer(), nullable=False),
        sa.Column("at", ivr.database.Moment(timezone=True), nullable=False),
        sa.Column("keys", sa.String(length=64), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_steps_call_id_calls")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_steps")),
        sa.UniqueConstraint("call_id", "step", "visit", name=op.f("uq_steps_call_id_step_visit")),
    )
    op.create_table(
        "tasks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=8), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("hotline", sa.String(length=32), nullable=False),
        sa.Column("desk", sa.String(length=64), nullable=False),
        sa.Column("about", sa.String(length=64), nullable=True),
        sa.Column("topic", sa.String(length=16), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("why", sa.String(length=32), nullable=True),
        sa.Column("caller", sa.String(length=32), nullable=True),
        sa.Column("contact", sa.String(length=32), nullable=True),
        sa.Column("extension", sa.String(length=16), nullable=True),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("created", ivr.database.Moment(timezone=True), nullable=False),
        sa.Column("owed_since", ivr.database.Moment(timezone=True), nullable=False),
        sa.Column("within", sa.Interval(), nullable=False),
        sa.Column("due", ivr.database.Moment(timezone=True), nullable=False),
        sa.Column("publication", sa.Integer(), nullable=False),
        sa.Column("kept_place", sa.Boolean(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("lease_until", ivr.database.Moment(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("misses_after", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("retry_at", ivr.database.Moment(timezone=True), nullable=True),
        sa.Column("chosen_time", sa.Boolean(), nullable=False),
        sa.Column("urged", sa.Integer(), nullable=False),
        sa.Column("urged_at", ivr.database.Moment(timezone=True), nullable=True),
        sa.Column("linked_to", sa.Integer(), nullable=True),
        sa.Column("pretended", sa.Boolean(), nullable=False),
        sa.Column("closed_at", ivr.database.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_tasks_call_id_calls")),
        sa.ForeignKeyConstraint(["linked_to"], ["tasks.id"], name=op.f("fk_tasks_linked_to_tasks")),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], name=op.f("fk_tasks_owner_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
        sa.UniqueConstraint("call_id", name=op.f("uq_tasks_call_id")),
        sa.UniqueConstraint("ref", name=op.f("uq_tasks_ref")),
    )
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.create_index(
            "ix_tasks_caller",
            ["caller"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_tasks_closed_at"), ["closed_at"], unique=False)
        batch_op.create_index(
            "ix_tasks_contact",
            ["contact"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_tasks_created"), ["created"], unique=False)
        batch_op.create_index(
            "ix_tasks_due",
            ["due"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.create_index(
            "ix_tasks_owner",
            ["owner_id"],
            unique=False,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "voicemails",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("hotline", sa.String(length=32), nullable=False),
        sa.Column("take", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("recording_sid", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=True),
        sa.Column("seconds", sa.Double(), nullable=True),
        sa.Column("ended_by", sa.String(length=16), nullable=True),
        sa.Column("superseded_by", sa.Integer(), nullable=True),
        sa.Column("created", ivr.database.Moment(timezone=True), nullable=False),
        sa.Column("arrived", ivr.database.Moment(timezone=True), nullable=True),
        sa.Column("stored", ivr.database.Moment(timezone=True), nullable=True),
        sa.Column("fetch_tries", sa.Integer(), nullable=False),
        sa.Column("fetch_next", ivr.database.Moment(timezone=True), nullable=True),
        sa.Column("lease_until", ivr.database.Moment(timezone=True), nullable=True),
        sa.Column("original", sa.String(length=200), nullable=True),
        sa.Column("playable", sa.String(length=200), nullable=True),
        sa.Column("bytes", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("peaks", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_voicemails_call_id_calls")),
        sa.ForeignKeyConstraint(
            ["superseded_by"], ["voicemails.id"], name=op.f("fk_voicemails_superseded_by_voicemails")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voicemails")),
        sa.UniqueConstraint("call_id", "take", name=op.f("uq_voicemails_call_id_take")),
        sa.UniqueConstraint("recording_sid", name=op.f("uq_voicemails_recording_sid")),
    )
    with op.batch_alter_table("voicemails", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_voicemails_call_id"), ["call_id"], unique=False)
        batch_op.create_index("ix_voicemails_state_fetch_next", ["state", "fetch_next"], unique=False)

    op.create_table(
        "waiting",
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("exchange", sa.String(length=16), nullable=False),
        sa.Column("hotline", sa.String(length=32), nullable=False),
        sa.Column("desk", sa.String(length=64), nullable=False),
        sa.Column("topic", sa.String(length=16), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("shown", sa.String(length=32), nullable=False),
        sa.Column("offer_seconds", sa.Integer(), nullable=False),
        sa.Column("entered", ivr.database.Moment(timezone=True), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("round_ends", ivr.database.Moment(timezone=True), nullable=False),
        sa.Column("left", ivr.database.Moment(timezone=True), nullable=True),
        sa.Column("result", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_waiting_call_id_calls")),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_waiting")),
    )
    with op.batch_alter_table("waiting", schema=None) as batch_op:
        batch_op.create_index(
            "ix_waiting_in_line",
            ["urgent", "entered"],
            unique=False,
            sqlite_where=sa.text('"left" IS NULL'),
            postgresql_where=sa.text('"left" IS NULL'),
        )

    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=True),
        sa.Column("phone", sa.String(length=32), nullable=False),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("agent_sid", sa.String(length=64), nullable=True),
        sa.Column("customer_sid", sa.String(length=64), nullable=True),
        sa.Column("started", ivr.database.Moment(timezone=True), nullable=False),
        sa.Column("answered", ivr.database.Moment(timezone=True), nullable=True),
        sa.Column("ended", ivr.database.Moment(timezone=True), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("reported", sa.String(length=16), nullable=True),
        sa.Column("lease_until", ivr.database.Moment(timezone=True), nullable=False),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_attempts_task_id_tasks")),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_attempts_user_id_users")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
        sa.UniqueConstraint("agent_sid", name=op.f("uq_attempts_agent_sid")),
        sa.UniqueConstraint("customer_sid", name=op.f("uq_attempts_customer_sid")),
        sa.UniqueConstraint("key", name=op.f("uq_attempts_key")),
    )
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempts_task_id"), ["task_id"], unique=False)
        batch_op.create_index(
            "uq_attempts_live_task",
            ["task_id"],
            unique=True,
            sqlite_where=sa.text("ended IS NULL"),
            postgresql_where=sa.text("ended IS NULL"),
        )
        batch_op.create_index(
            "uq_attempts_live_user",
            ["user_id"],
            unique=True,
            sqlite_where=sa.text("ended IS NULL"),
            postgresql_where=sa.text("ended IS NULL"),
        )

    op.create_table(
        "task_messages",
        sa.Column("voicemail_id", sa.Integer(), nullable=False),
        sa.Column("joins", sa.Integer(), nullable=True),
        sa.Column("task_id", sa.Integer(), nullable=True),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["joins"], ["tasks.id"], name=op.f("fk_task_messages_joins_tasks")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_task_messages_task_id_tasks")),
        sa.ForeignKeyConstraint(
            ["voicemail_id"], ["voicemails.id"], name=op.f("fk_task_messages_voicemail_id_voicemails")
        ),
        sa.PrimaryKeyConstraint("voicemail_id", name=op.f("pk_task_messages")),
    )
    with op.batch_alter_table("task_messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_messages_task_id"), ["task_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("task_messages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_messages_task_id"))

    op.drop_table("task_messages")
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_attempts_live_user",
            sqlite_where=sa.text("ended IS NULL"),
            postgresql_where=sa.text("ended IS NULL"),
        )
        batch_op.drop_index(
            "uq_attempts_live_task",
            sqlite_where=sa.text("ended IS NULL"),
            postgresql_where=sa.text("ended IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_attempts_task_id"))

    op.drop_table("attempts")
    with op.batch_alter_table("waiting", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_waiting_in_line",
            sqlite_where=sa.text('"left" IS NULL'),
            postgresql_where=sa.text('"left" IS NULL'),
        )

    op.drop_table("waiting")
    with op.batch_alter_table("voicemails", schema=None) as batch_op:
        batch_op.drop_index("ix_voicemails_state_fetch_next")
        batch_op.drop_index(batch_op.f("ix_voicemails_call_id"))

    op.drop_table("voicemails")
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_tasks_owner",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_tasks_due",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_tasks_created"))
        batch_op.drop_index(
            "ix_tasks_contact",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_tasks_closed_at"))
        batch_op.drop_index(
            "ix_tasks_caller",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.drop_table("tasks")
    op.drop_table("steps")
    op.drop_table("presence")
    with op.batch_alter_table("offers", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_offers_live_user",
            sqlite_where=sa.text("ended IS NULL"),
            postgresql_where=sa.text("ended IS NULL"),
        )
        batch_op.drop_index(
            "uq_offers_live_call",
            sqlite_where=sa.text("ended IS NULL"),
            postgresql_where=sa.text("ended IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_offers_call_id"))

    op.drop_table("offers")
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_memberships_desk"))

    op.drop_table("memberships")
    op.drop_table("users")
    op.drop_table("sign_in_failures")
    with op.batch_alter_table("publications", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_publications_digest"))

    op.drop_table("publications")
    with op.batch_alter_table("keepsakes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_keepsakes_subject"))

    op.drop_table("keepsakes")
    op.drop_table("history_heads")
    op.drop_table("history")
    with op.batch_alter_table("calls", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_calls_hotline"))
        batch_op.drop_index(batch_op.f("ix_calls_caller"))
        batch_op.drop_index(batch_op.f("ix_calls_began"))

    op.drop_table("calls")
