"""Seals are append-only too. Followers keep their marks; heads may say up to where they are sealed."""

from django.db import migrations

RIGHTS = """
CREATE TRIGGER trail_seal_append_only BEFORE UPDATE OR DELETE ON trail_seal
    FOR EACH ROW EXECUTE FUNCTION trail_refuse();
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'toantrinh_app') THEN RETURN; END IF;
    REVOKE ALL ON trail_seal FROM toantrinh_app;
    GRANT SELECT, INSERT ON trail_seal TO toantrinh_app;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("trail", "0005_seals")]

    operations = [migrations.RunSQL(RIGHTS, migrations.RunSQL.noop)]
