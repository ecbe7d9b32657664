
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dossiers', '0018_internal_procedures'),
    ]

    operations = [
        migrations.AlterField(
            model_name='assignmentrule',
            name='role',
            field=models.CharField(choices=[('one_stop', 'one_stop'), ('specialist', 'specialist'), ('head', 'head'), ('clerk', 'clerk'), ('drafter', 'drafter'), ('controller', 'controller'), ('administrator', 'administrator'), ('guide', 'guide')], max_length=20),
        ),
        migrations.AlterField(
            model_name='original',
            name='office',
            field=models.CharField(choices=[('one_stop', 'one_stop'), ('specialist', 'specialist'), ('head', 'head'), ('clerk', 'clerk'), ('drafter', 'drafter'), ('controller', 'controller'), ('administrator', 'administrator'), ('guide', 'guide')], max_length=20),
        ),
        migrations.AlterField(
            model_name='savedfilter',
            name='role',
            field=models.CharField(blank=True, choices=[('one_stop', 'one_stop'), ('specialist', 'specialist'), ('head', 'head'), ('clerk', 'clerk'), ('drafter', 'drafter'), ('controller', 'controller'), ('administrator', 'administrator'), ('guide', 'guide')], max_length=20),
        ),
        migrations.AlterField(
            model_name='task',
            name='role',
            field=models.CharField(choices=[('one_stop', 'one_stop'), ('specialist', 'specialist'), ('head', 'head'), ('clerk', 'clerk'), ('drafter', 'drafter'), ('controller', 'controller'), ('administrator', 'administrator'), ('guide', 'guide'), ('owner', 'owner'), ('system', 'system')], max_length=20),
        ),
        migrations.AlterField(
            model_name='transfer',
            name='from_office',
            field=models.CharField(choices=[('one_stop', 'one_stop'), ('specialist', 'specialist'), ('head', 'head'), ('clerk', 'clerk'), ('drafter', 'drafter'), ('controller', 'controller'), ('administrator', 'administrator'), ('guide', 'guide')], max_length=20),
        ),
        migrations.AlterField(
            model_name='transfer',
            name='to_office',
            field=models.CharField(choices=[('one_stop', 'one_stop'), ('specialist', 'specialist'), ('head', 'head'), ('clerk', 'clerk'), ('drafter', 'drafter'), ('controller', 'controller'), ('administrator', 'administrator'), ('guide', 'guide')], max_length=20),
        ),
    ]
