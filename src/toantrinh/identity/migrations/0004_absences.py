"""Who is away, and who stands in."""

import django.db.models.deletion
import toantrinh.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("identity", "0003_agency_function"),
    ]

    operations = [
        migrations.CreateModel(
            name='Absence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=toantrinh.core.ids.new_id, editable=False, unique=True)),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('called_off_at', models.DateTimeField(blank=True, null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='absences', to=settings.AUTH_USER_MODEL)),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stand_in', models.ForeignKey(blank=True, help_text='Who does the work meanwhile; empty: the whole office.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stands_in', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('called_off_at', None)), fields=['account', 'last_day'], name='identity_absence_account'), models.Index(condition=models.Q(('called_off_at', None)), fields=['stand_in', 'last_day'], name='identity_absence_stand_in')],
                'constraints': [models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='identity_absence_dates_in_order', violation_error_message='An absence ends on or after the day it began.'), models.CheckConstraint(condition=models.Q(('stand_in', models.F('account')), _negated=True), name='identity_absence_stand_in_is_another', violation_error_message='Nobody stands in for themselves.')],
            },
        ),
    ]
