"""What officers found about papers; notes and messages about a dossier."""

import django.db.models.deletion
import toantrinh.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("dossiers", "0019_offices"),
        ('identity', '0003_agency_function'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ComponentCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=toantrinh.core.ids.new_id, editable=False, unique=True)),
                ('component', models.CharField(help_text='Key in the pack.', max_length=60)),
                ('is_right', models.BooleanField()),
                ('defect', models.CharField(blank=True, help_text='Key of the version.', max_length=60)),
                ('about', models.CharField(blank=True, help_text='Digest of the files that were looked at.', max_length=64)),
                ('checked_at', models.DateTimeField()),
                ('content_sealed', models.BinaryField(null=True)),
                ('checked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='dossiers.dossier')),
            ],
            options={
                'indexes': [models.Index(fields=['dossier', 'component', '-id'], name='dossiers_check_new')],
                'constraints': [models.CheckConstraint(condition=models.Q(('is_right', False), models.Q(('content_sealed', None), ('defect', '')), _connector='OR'), name='dossiers_check_right_without_reason', violation_error_message='What is right has no defect.')],
            },
        ),
        migrations.CreateModel(
            name='Message',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=toantrinh.core.ids.new_id, editable=False, unique=True)),
                ('side', models.CharField(choices=[('applicant', "The applicant's side"), ('agency', "The agency's side")], help_text='Who wrote it.', max_length=10)),
                ('key', models.CharField(help_text='Given by the page: two clicks, one row.', max_length=64)),
                ('written_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(blank=True, help_text='When somebody of the other side said to have read it.', null=True)),
                ('text_sealed', models.BinaryField()),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='dossiers.dossier')),
                ('read_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('read_at', None)), fields=['dossier', 'side'], name='dossiers_message_unread')],
                'constraints': [models.UniqueConstraint(fields=('dossier', 'key'), name='dossiers_message_once', violation_error_message='This message is already sent.'), models.CheckConstraint(condition=models.Q(models.Q(('read_at', None), ('read_by', None)), models.Q(('read_at__isnull', False), ('read_by__isnull', False)), _connector='OR'), name='dossiers_message_read_by_someone', violation_error_message='A message that was read was read by someone.')],
            },
        ),
        migrations.CreateModel(
            name='Note',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=toantrinh.core.ids.new_id, editable=False, unique=True)),
                ('key', models.CharField(help_text='Given by the page: two clicks, one row.', max_length=64)),
                ('written_at', models.DateTimeField()),
                ('text_sealed', models.BinaryField()),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.agency')),
                ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='dossiers.dossier')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('dossier', 'key'), name='dossiers_note_once', violation_error_message='This note is already written.')],
            },
        ),
    ]
