
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('signing', '0002_delegations'),
    ]

    operations = [
        migrations.AlterField(
            model_name='signingrequest',
            name='capacity',
            field=models.CharField(blank=True, choices=[('', 'In their own office'), ('TM.', 'On behalf of the collective (thay mặt)'), ('KT.', 'For the head (ký thay)'), ('TL.', 'By order (thừa lệnh)'), ('TUQ.', 'By authorisation (thừa ủy quyền)'), ('Q.', 'Acting (quyền)')], max_length=4),
        ),
    ]
