"""Layers, files and decisions are added and never changed, whoever asks."""

from django.db import migrations

TABLES = ("catalogue_provinciallayer", "catalogue_packfile", "catalogue_decision")
FORWARD = """
CREATE FUNCTION catalogue_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% keeps what was written: add a new row', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
""" + "".join(
    f"CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION catalogue_kept();\n"
    for table in TABLES
)
BACKWARD = (
    "".join(f"DROP TRIGGER {table}_kept ON {table};\n" for table in TABLES)
    + "DROP FUNCTION catalogue_kept();"
)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0006_provincial_layers_and_proposals")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
