"""Incidents of the clock are written and read, never changed."""

from django.db import migrations

RIGHTS = """
DO $$ BEGIN
IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'toantrinh_app') THEN
    REVOKE ALL ON trail_clockincident FROM toantrinh_app;
    GRANT SELECT, INSERT ON trail_clockincident TO toantrinh_app;
END IF;
END $$;
CREATE TRIGGER trail_clockincident_append_only BEFORE UPDATE OR DELETE ON trail_clockincident
    FOR EACH ROW EXECUTE FUNCTION trail_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("trail", "0008_clock_incidents")]

    operations = [migrations.RunSQL(RIGHTS, migrations.RunSQL.noop)]
