"""How an office shares its work, filters that are kept, what was typed too late."""

import django.db.models.deletion
import toantrinh.core.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("dossiers", "0009_hands_of_a_step"),
        ('identity', '0004_absences'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AssignmentRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('one_stop', 'one_stop'), ('specialist', 'specialist'), ('head', 'head'), ('clerk', 'clerk'), ('controller', 'controller'), ('administrator', 'administrator')], max_length=20)),
                ('sharing', models.CharField(choices=[('least-loaded', 'To whoever has the least open work'), ('in-turn', 'To one after the other')], max_length=12)),
                ('set_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='SavedFilter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=toantrinh.core.ids.new_id, editable=False, unique=True)),
                ('title', models.CharField(max_length=80)),
                ('choices', models.JSONField()),
                ('role', models.CharField(blank=True, choices=[('one_stop', 'one_stop'), ('specialist', 'specialist'), ('head', 'head'), ('clerk', 'clerk'), ('controller', 'controller'), ('administrator', 'administrator')], max_length=20)),
                ('saved_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='UnsentText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=toantrinh.core.ids.new_id, editable=False, unique=True)),
                ('page', models.CharField(max_length=40)),
                ('typed_sealed', models.BinaryField()),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.AddIndex(
            model_name='outsidehandling',
            index=models.Index(condition=models.Q(('outside_code', ''), _negated=True), fields=['outside_code'], name='dossiers_outside_code'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('assignee__isnull', False), ('state__in', ['waiting', 'signing'])), fields=['assignee', 'due_at', 'id'], name='dossiers_task_held'),
        ),
        migrations.AddField(
            model_name='assignmentrule',
            name='agency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.agency'),
        ),
        migrations.AddField(
            model_name='assignmentrule',
            name='last',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='assignmentrule',
            name='set_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='savedfilter',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='savedfilter',
            name='agency',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.agency'),
        ),
        migrations.AddField(
            model_name='unsenttext',
            name='account',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='unsenttext',
            name='dossier',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='unsent', to='dossiers.dossier'),
        ),
        migrations.AddConstraint(
            model_name='assignmentrule',
            constraint=models.UniqueConstraint(fields=('agency', 'role'), name='dossiers_assignment_rule_once', violation_error_message='An office has one rule for sharing its work.'),
        ),
        migrations.AddIndex(
            model_name='savedfilter',
            index=models.Index(condition=models.Q(('agency__isnull', False)), fields=['agency', 'role'], name='dossiers_saved_filter_office'),
        ),
        migrations.AddConstraint(
            model_name='savedfilter',
            constraint=models.UniqueConstraint(fields=('account', 'title'), name='dossiers_saved_filter_once', violation_error_message='You already keep a filter under this name.'),
        ),
        migrations.AddConstraint(
            model_name='savedfilter',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agency', None), ('role', '')), models.Q(('agency__isnull', False), models.Q(('role', ''), _negated=True)), _connector='OR'), name='dossiers_saved_filter_office_whole', violation_error_message='A filter is shared with an office at an agency.'),
        ),
    ]
