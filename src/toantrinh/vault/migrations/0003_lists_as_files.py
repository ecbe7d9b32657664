
import toantrinh.core.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('vault', '0002_resumable_uploads'),
    ]

    operations = [
        migrations.CreateModel(
            name='LongFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=toantrinh.core.ids.new_id, editable=False, unique=True)),
                ('data_key', models.BinaryField(help_text="Wrapped by the installation's key.")),
                ('pieces', models.PositiveIntegerField(default=0, help_text='How many have been written.')),
                ('size', models.PositiveBigIntegerField(default=0, help_text='Bytes of the whole.')),
                ('begun_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
            ],
        ),
    ]
