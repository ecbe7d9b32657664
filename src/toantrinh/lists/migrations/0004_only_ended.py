"""Rows of calendars and time rules are added and ended, never changed, whoever asks."""

from django.db import migrations

TABLES = ("lists_calendarday", "lists_calendaryear", "lists_officehours", "lists_timerule")
FORWARD = """
CREATE FUNCTION lists_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.edition_to IS NULL AND NEW.edition_to IS NOT NULL
        AND to_jsonb(NEW) - 'edition_to' = to_jsonb(OLD) - 'edition_to' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% keeps what was written: end the row and add a new one', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
""" + "".join(
    f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION lists_kept();\n"
    for table in TABLES
)
BACKWARD = (
    "".join(f"DROP TRIGGER {table}_kept ON {table};\n" for table in TABLES)
    + "DROP FUNCTION lists_kept();"
)


class Migration(migrations.Migration):
    dependencies = [("lists", "0003_kept_by_edition")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
