"""Who holds a step, and the centre that took a dossier in."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dossiers', '0007_early_warning'),
        ('identity', '0003_agency_function'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='dossier',
            name='taken_in_by',
            field=models.ForeignKey(blank=True, help_text='The centre that took it in, when it is not the competent body.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.agency'),
        ),
        migrations.AddField(
            model_name='task',
            name='assigned_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='task',
            name='assignee',
            field=models.ForeignKey(blank=True, help_text='Who holds the step; nobody yet means the office as a whole.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('assigned_at', None), ('assignee', None)), models.Q(('assigned_at__isnull', False), ('assignee__isnull', False)), _connector='OR'), name='dossiers_task_assigned_with_time', violation_error_message='Who holds a step has held it since a time.'),
        ),
    ]
