"""How the house helped with a filing, which stays; and what the person said to it."""

import django.db.models.deletion
import toantrinh.core.ids
from django.conf import settings
from django.db import migrations, models


MARK = "UPDATE dossiers_dossier SET assistance = 'can_bo' WHERE assisted_by_id IS NOT NULL"
STAYS = """
CREATE FUNCTION dossiers_assistance_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.assistance <> '' AND NEW.assistance IS DISTINCT FROM OLD.assistance
        OR OLD.assisted_by_id IS NOT NULL
            AND NEW.assisted_by_id IS DISTINCT FROM OLD.assisted_by_id
        OR OLD.assisted_in_id IS NOT NULL
            AND NEW.assisted_in_id IS DISTINCT FROM OLD.assisted_in_id THEN
        RAISE EXCEPTION 'a dossier filed with help was filed with help'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER dossiers_assistance_stays
    BEFORE UPDATE OF assistance, assisted_by_id, assisted_in_id ON dossiers_dossier
    FOR EACH ROW EXECUTE FUNCTION dossiers_assistance_stays();
"""
GOES = """
DROP TRIGGER dossiers_assistance_stays ON dossiers_dossier;
DROP FUNCTION dossiers_assistance_stays();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0008_calendar_changes'),
        ("dossiers", "0014_other_bodies_and_linked_dossiers"),
        ("identity", "0007_guides"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FilingConfirmation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=toantrinh.core.ids.new_id, editable=False, unique=True)),
                ('means', models.CharField(choices=[('ma', 'By a code sent to them'), ('chu_ky', 'By signature on the printed declaration')], max_length=10)),
                ('state', models.CharField(choices=[('sent', 'Code sent'), ('given', 'Confirmed'), ('declined', 'Not confirmed')], max_length=10)),
                ('digest', models.BinaryField(max_length=32)),
                ('asked_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField(blank=True, null=True)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddField(
            model_name='dossier',
            name='assistance',
            field=models.CharField(blank=True, choices=[('', 'By the applicant alone'), ('can_bo', 'Filled in by an officer at the counter'), ('thiet_bi', 'On a device of a public service centre'), ('phien_can_bo', 'In a browser in which an officer was signed in'), ('co_quan', 'Asked for by the agency of an officer')], default='', max_length=20),
        ),
        migrations.AddField(
            model_name='dossier',
            name='assisted_in',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.agency'),
        ),
        migrations.AlterField(
            model_name='task',
            name='role',
            field=models.CharField(choices=[('one_stop', 'one_stop'), ('specialist', 'specialist'), ('head', 'head'), ('clerk', 'clerk'), ('controller', 'controller'), ('administrator', 'administrator'), ('guide', 'guide'), ('owner', 'owner'), ('system', 'system')], max_length=20),
        ),
        migrations.AddIndex(
            model_name='dossier',
            index=models.Index(condition=models.Q(('submitted_on__isnull', False)), fields=['submitted_on', 'assistance'], name='dossiers_by_whose_hands'),
        ),
        migrations.RunSQL(MARK, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name='dossier',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('assisted_by', None), models.Q(('assistance__in', ['can_bo', 'co_quan']), _negated=True)), models.Q(('assistance__in', ['can_bo', 'co_quan']), ('assisted_by__isnull', False)), _connector='OR'), name='dossiers_help_is_whole', violation_error_message='An officer who helps is named, and no other help is.'),
        ),
        migrations.AddField(
            model_name='filingconfirmation',
            name='dossier',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='confirmations', to='dossiers.dossier'),
        ),
        migrations.AddField(
            model_name='filingconfirmation',
            name='recorded_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='filingconfirmation',
            name='scan',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dossiers.attachment'),
        ),
        migrations.AddConstraint(
            model_name='filingconfirmation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='dossiers_confirmation_answered_with_time', violation_error_message='An answer has its time.'),
        ),
        migrations.AddConstraint(
            model_name='filingconfirmation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('means', 'chu_ky'), ('state', 'given'), _negated=True), ('scan__isnull', False), _connector='OR'), name='dossiers_signature_is_scanned', violation_error_message='A signature is there to be looked at.'),
        ),
        migrations.RunSQL(STAYS, GOES),
    ]
