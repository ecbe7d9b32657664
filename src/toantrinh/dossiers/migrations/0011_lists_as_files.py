
import django.db.models.deletion
import toantrinh.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("dossiers", "0010_work_shared"),
        ('identity', '0004_absences'),
        ('vault', '0003_lists_as_files'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=toantrinh.core.ids.new_id, editable=False, unique=True)),
                ('key', models.CharField(help_text='Given by the page: two clicks, one file.', max_length=64)),
                ('format', models.CharField(choices=[('xlsx', 'Excel (XLSX)'), ('csv', 'Text (CSV)')], max_length=4)),
                ('chosen', models.JSONField(default=dict)),
                ('columns', models.JSONField(default=list)),
                ('heads', models.JSONField(default=list)),
                ('state', models.CharField(choices=[('waiting', 'Waiting to be written'), ('writing', 'Being written'), ('ready', 'Ready'), ('failed', 'Not written'), ('dropped', 'Given up')], default='waiting', max_length=10)),
                ('rows', models.PositiveIntegerField(default=0, help_text='Written so far.')),
                ('expected', models.PositiveIntegerField(help_text='How many there were when the writing began.', null=True)),
                ('asked_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='vault.longfile')),
                ('post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.post')),
            ],
            options={
                'indexes': [models.Index(fields=['account', '-asked_at'], name='dossiers_export_mine')],
                'constraints': [models.UniqueConstraint(fields=('account', 'key'), name='dossiers_export_once', violation_error_message='This list is already being written.'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('state__in', ['waiting', 'writing'])), models.Q(('ended_at__isnull', False), ('state__in', ['ready', 'failed', 'dropped'])), _connector='OR'), name='dossiers_export_ended_with_time', violation_error_message='What is written has the time of its end.')],
            },
        ),
    ]
