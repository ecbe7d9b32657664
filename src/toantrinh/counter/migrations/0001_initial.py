"""Numbers, devices, guidance, sittings."""

import django.db.models.deletion
import toantrinh.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('catalogue', '0008_calendar_changes'),
        ("identity", "0007_guides"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DailyTickets',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('last', models.PositiveIntegerField(default=0)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.agency')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('agency', 'day'), name='counter_daily_tickets_once', violation_error_message='One count a centre and day.')],
            },
        ),
        migrations.CreateModel(
            name='Device',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=toantrinh.core.ids.new_id, editable=False, unique=True)),
                ('name', models.CharField(help_text='Such as the kiosk at the door.', max_length=120)),
                ('token_index', models.BinaryField(max_length=32, unique=True)),
                ('registered_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.agency')),
                ('registered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('removed_at', None)), fields=['agency'], name='counter_device_in_use')],
            },
        ),
        migrations.CreateModel(
            name='Guidance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=toantrinh.core.ids.new_id, editable=False, unique=True)),
                ('code', models.CharField(help_text='On the sheet, for people.', max_length=12, unique=True)),
                ('channel', models.CharField(choices=[('tai_quay', 'At the counter'), ('dien_thoai', 'By telephone'), ('mang_xa_hoi', 'By a social network'), ('buu_chinh', 'By letter'), ('cong_dong', 'In the neighbourhood')], max_length=20)),
                ('shown', models.JSONField(help_text='Sections with title and lines.')),
                ('key', models.CharField(max_length=64)),
                ('given_at', models.DateTimeField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.agency')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('party', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.party')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.procedureversion')),
            ],
            options={
                'indexes': [models.Index(fields=['agency', '-given_at'], name='counter_guidance_newest')],
                'constraints': [models.UniqueConstraint(fields=('by', 'key'), name='counter_guidance_once', violation_error_message='This guidance is already kept.')],
            },
        ),
        migrations.CreateModel(
            name='Sitting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=toantrinh.core.ids.new_id, editable=False, unique=True)),
                ('place', models.CharField(help_text='Such as the culture house of a hamlet.', max_length=120)),
                ('procedure', models.CharField(blank=True, help_text='Code; empty for none.', max_length=40)),
                ('outcome', models.CharField(blank=True, choices=[('tu_nop', 'They filed it themselves'), ('tu_lam', 'They did something else themselves'), ('den_quay', 'They were sent to the counter'), ('chua_xong', 'Not finished')], max_length=20)),
                ('began_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.agency')),
                ('guide', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['agency', '-began_at'], name='counter_sitting_newest')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('guide',), name='counter_one_sitting_at_a_time', violation_error_message='A sitting is going on already.'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('outcome', '')), models.Q(('ended_at__gte', models.F('began_at')), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='counter_sitting_ends_with_outcome', violation_error_message='A sitting that is over says how it ended.')],
            },
        ),
        migrations.CreateModel(
            name='Ticket',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=toantrinh.core.ids.new_id, editable=False, unique=True)),
                ('day', models.DateField()),
                ('place', models.PositiveIntegerField(help_text='Counts the tickets of the day.')),
                ('matter', models.CharField(max_length=50)),
                ('moved_to', models.CharField(blank=True, max_length=50)),
                ('priority', models.CharField(blank=True, max_length=50)),
                ('key', models.CharField(help_text='Of the page, so that two clicks take one.', max_length=64)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('called', 'Called to a counter'), ('served', 'Served'), ('absent', 'Did not come')], default='waiting', max_length=10)),
                ('issued_at', models.DateTimeField()),
                ('called_at', models.DateTimeField(blank=True, null=True)),
                ('last_called_at', models.DateTimeField(blank=True, null=True)),
                ('calls', models.PositiveSmallIntegerField(default=0)),
                ('window', models.CharField(blank=True, help_text='The counter, such as 3.', max_length=40)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.agency')),
                ('called_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['agency', 'day', 'state'], name='counter_ticket_queue')],
                'constraints': [models.UniqueConstraint(fields=('agency', 'day', 'place'), name='counter_ticket_once', violation_error_message='This number is already given today.'), models.UniqueConstraint(fields=('agency', 'day', 'key'), name='counter_ticket_taken_once', violation_error_message='This ticket is already taken.'), models.UniqueConstraint(condition=models.Q(('state', 'called')), fields=('called_by',), name='counter_one_ticket_at_a_time', violation_error_message='An officer serves one ticket at a time.'), models.CheckConstraint(condition=models.Q(('state', 'waiting'), models.Q(('called_at__isnull', False), ('called_by__isnull', False)), _connector='OR'), name='counter_ticket_called_by_somebody', violation_error_message='A called ticket has its time and its officer.')],
            },
        ),
    ]
