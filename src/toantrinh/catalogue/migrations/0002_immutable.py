"""A published version never changes, whoever asks.

Its last day, what replaced it and that it was corrected may be set; everything else is refused by
a trigger, as are deletion and two versions of one procedure for the same day. There is no trigger
on TRUNCATE: it would break the flush of test runners.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION catalogue_version_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a published procedure version is never deleted'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (to_jsonb(NEW) - ARRAY['in_force_to', 'replaced_by', 'corrected_at'])
        IS DISTINCT FROM (to_jsonb(OLD) - ARRAY['in_force_to', 'replaced_by', 'corrected_at']) THEN
        RAISE EXCEPTION 'a published procedure version never changes: publish a new one'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER catalogue_version_immutable
    BEFORE UPDATE OR DELETE ON catalogue_procedureversion
    FOR EACH ROW EXECUTE FUNCTION catalogue_version_immutable();

CREATE FUNCTION catalogue_version_alone() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('catalogue:' || NEW.code, 0));
    IF NEW.corrected_at IS NULL AND EXISTS (
        SELECT FROM catalogue_procedureversion other
        WHERE other.code = NEW.code AND other.id <> NEW.id AND other.corrected_at IS NULL
            AND daterange(other.in_force_from, other.in_force_to, '[]')
                && daterange(NEW.in_force_from, NEW.in_force_to, '[]')
    ) THEN
        RAISE EXCEPTION 'two versions of % are in force on one day', NEW.code
            USING ERRCODE = 'exclusion_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER catalogue_version_alone
    BEFORE INSERT OR UPDATE ON catalogue_procedureversion
    FOR EACH ROW EXECUTE FUNCTION catalogue_version_alone();
"""

BACKWARD = """
DROP TRIGGER catalogue_version_alone ON catalogue_procedureversion;
DROP FUNCTION catalogue_version_alone();
DROP TRIGGER catalogue_version_immutable ON catalogue_procedureversion;
DROP FUNCTION catalogue_version_immutable();
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
