"""What pretix needs for the comparison: an organiser, an open event, one with few seats, a token."""

import os
import sys
from datetime import timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pretix.settings")

import django

django.setup()

from django.utils.timezone import now
from django_scopes import scopes_disabled
from pretix.base.models import Event, Organizer, Team

with scopes_disabled():
    organizer = Organizer.objects.create(name="Bench", slug="bench")
    for slug, size in (("open", None), ("rush", int(sys.argv[1]))):
        event = Event.objects.create(
            organizer=organizer,
            name=slug,
            slug=slug,
            currency="EUR",
            live=True,
            date_from=now() + timedelta(days=30),
        )
        item = event.items.create(name="Seat", default_price=0)
        quota = event.quotas.create(name="Seats", size=size)
        quota.items.add(item)
        print(slug, item.pk)
    team = Team.objects.create(
        organizer=organizer,
        name="api",
        all_events=True,
        all_event_permissions=True,
        all_organizer_permissions=True,
    )
    print("token", team.tokens.create(name="api").token)
