"""Steps of other bodies, and dossiers that one filing opens."""

import django.db.models.deletion
import toantrinh.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('catalogue', '0008_calendar_changes'),
        ("dossiers", "0013_other_bodies"),
        ('identity', '0003_agency_function'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ChosenBody',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=toantrinh.core.ids.new_id, editable=False, unique=True)),
                ('step', models.CharField(help_text='That the body does: key in the pack.', max_length=60)),
                ('ground_sealed', models.BinaryField()),
                ('chosen_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='LateOpinion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('outcome', models.CharField(help_text='Of those the step has.', max_length=40)),
                ('note_sealed', models.BinaryField(null=True)),
                ('given_at', models.DateTimeField()),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='task',
            name='dossiers_task_once',
        ),
        migrations.AddField(
            model_name='dossier',
            name='leading',
            field=models.ForeignKey(blank=True, help_text='The dossier by whose filing it was opened, when it was not filed itself.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='linked', to='dossiers.dossier'),
        ),
        migrations.AddField(
            model_name='dossier',
            name='linked_step',
            field=models.CharField(blank=True, db_default='', default='', help_text='Of the leading dossier, that waits for this one.', max_length=60),
        ),
        migrations.AddField(
            model_name='task',
            name='elsewhere',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('elsewhere', True)), fields=['agency', 'dossier'], name='dossiers_task_elsewhere'),
        ),
        migrations.AddConstraint(
            model_name='dossier',
            constraint=models.UniqueConstraint(condition=models.Q(('leading__isnull', False)), fields=('leading', 'linked_step'), name='dossiers_linked_once', violation_error_message='This step has already opened its dossier.'),
        ),
        migrations.AddConstraint(
            model_name='dossier',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('leading', None), ('linked_step', '')), models.Q(('leading__isnull', False), models.Q(('linked_step', ''), _negated=True), models.Q(('leading', models.F('pk')), _negated=True)), _connector='OR'), name='dossiers_linked_by_a_step_of_another', violation_error_message='A linked dossier names the step of another one.'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'signing'])), fields=('dossier', 'token', 'agency'), name='dossiers_task_once_each', violation_error_message='This step is already open.'),
        ),
        migrations.AddField(
            model_name='chosenbody',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.agency'),
        ),
        migrations.AddField(
            model_name='chosenbody',
            name='chosen_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='chosenbody',
            name='dossier',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='chosen_bodies', to='dossiers.dossier'),
        ),
        migrations.AddField(
            model_name='lateopinion',
            name='given_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='lateopinion',
            name='task',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='late_opinion', to='dossiers.task'),
        ),
        migrations.AddConstraint(
            model_name='chosenbody',
            constraint=models.UniqueConstraint(fields=('dossier', 'step', 'agency'), name='dossiers_body_chosen_once', violation_error_message='This body is already chosen for the step.'),
        ),
    ]
