
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('identity', '0008_internal_procedures'),
    ]

    operations = [
        migrations.AlterField(
            model_name='post',
            name='role',
            field=models.CharField(choices=[('one_stop', 'one_stop'), ('specialist', 'specialist'), ('head', 'head'), ('clerk', 'clerk'), ('drafter', 'drafter'), ('controller', 'controller'), ('administrator', 'administrator'), ('guide', 'guide')], max_length=20),
        ),
    ]
