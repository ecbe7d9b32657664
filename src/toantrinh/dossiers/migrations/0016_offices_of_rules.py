
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('dossiers', '0015_assisted_filing'),
    ]

    operations = [
        migrations.AlterField(
            model_name='assignmentrule',
            name='role',
            field=models.CharField(choices=[('one_stop', 'one_stop'), ('specialist', 'specialist'), ('head', 'head'), ('clerk', 'clerk'), ('controller', 'controller'), ('administrator', 'administrator'), ('guide', 'guide')], max_length=20),
        ),
        migrations.AlterField(
            model_name='savedfilter',
            name='role',
            field=models.CharField(blank=True, choices=[('one_stop', 'one_stop'), ('specialist', 'specialist'), ('head', 'head'), ('clerk', 'clerk'), ('controller', 'controller'), ('administrator', 'administrator'), ('guide', 'guide')], max_length=20),
        ),
    ]
