"""Steps go from hand to hand."""

import django.db.models.deletion
import toantrinh.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("dossiers", "0008_who_holds_and_who_took_in"),
        ('identity', '0003_agency_function'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Handover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=toantrinh.core.ids.new_id, editable=False, unique=True)),
                ('reason', models.CharField(choices=[('asked', 'Asked by whoever holds it'), ('post-ended', 'The post of whoever held it has ended'), ('unit-ended', 'The agency of the step has ended'), ('assigned', 'Assigned by the head'), ('rule', 'Assigned by the rule of the agency')], max_length=12)),
                ('state', models.CharField(choices=[('offered', 'Waits to be accepted'), ('accepted', 'Taken over'), ('declined', 'Not taken over'), ('ended', 'Not needed any more')], default='offered', max_length=10)),
                ('offered_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('note_sealed', models.BinaryField(null=True)),
                ('answer_sealed', models.BinaryField(null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.agency')),
                ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('giver', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('receiver', models.ForeignKey(blank=True, help_text='Nobody yet: the head of the agency.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('task', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handovers', to='dossiers.task')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'offered')), fields=['agency', 'receiver', 'offered_at'], name='dossiers_handover_waiting'), models.Index(condition=models.Q(('state', 'offered')), fields=['receiver', 'offered_at'], name='dossiers_handover_receiver')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'offered')), fields=('task',), name='dossiers_handover_once', violation_error_message='This step is already being handed over.'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state', 'offered')), models.Q(models.Q(('state', 'offered'), _negated=True), ('ended_at__isnull', False)), _connector='OR'), name='dossiers_handover_ended_with_time', violation_error_message='A hand-over that is over has the time of its end.')],
            },
        ),
    ]
